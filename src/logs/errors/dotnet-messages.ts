/** Sentences of .NET's network classes, by what they say. The names are those of the resources (System.txt of the .NET Framework reference source). */
export type DotnetMessage =
  | 'trust'
  | 'secure-channel'
  | 'send'
  | 'receive'
  | 'connect'
  | 'timeout'
  | 'name'
  | 'proxy-name'
  | 'closed'
  | 'kept-alive';

/** `net_webstatus_*`, `net_securechannel`, `net_timeout`: the message of a resource, without what is put into it. */
type Messages = Readonly<Partial<Record<DotnetMessage, string | readonly string[]>>>;

/**
 * The same messages as the language packs of the .NET Framework have them, by the language of Windows Server. Fragments that tell one message from
 * the others. Where no source is named below, as for `receive`, `connect`, `timeout`, `name` and `proxy-name`, they are general knowledge and not checked against the
 * language packs. Seen in public, in texts of Microsoft where there is one:
 * - `trust`, `secure-channel`: "Troubleshoot Integration Services Scale Out" (MicrosoftDocs/sql-docs.LANGUAGE, docs/integration-services/scale-out),
 *   which quotes System.Net.WebException in every language; ja, pt, ru: "Troubleshoot Azure Data Factory connectors" (MicrosoftDocs/azure-docs.LANGUAGE);
 * - `send`: "Troubleshoot network-related errors" (MicrosoftDocs/visualstudio-docs.LANGUAGE); de also duplicati/duplicati#3817, pt
 *   ZeusAutomacao/DFe.NET#879, zh-Hans nilaoda/N_m3u8DL-CLI#488, ko azyu/FavoImgs#6; trust in it KSP-CKAN/CKAN#2249, es
 *   FrameworkPeru/openinvoiceperu#123, zh-Hans 2dust/v2rayN#1801, ru EvilBeaver/OneScript#849;
 * - pl: `trust` in "Troubleshoot Azure Data Factory connectors" (MicrosoftDocs/azure-docs.pl-pl); nl, cs, sv, hu and tr are general knowledge;
 * - `kept-alive`, `closed`: "Configure TCP idle timeout" (MicrosoftDocs/azure-docs.LANGUAGE, load-balancer).
 */
const BY_LANGUAGE: Readonly<Record<string, Messages>> = {
  en: {
    trust: 'Could not establish trust relationship',
    'secure-channel': 'Could not create SSL/TLS secure channel',
    send: 'unexpected error occurred on a send',
    receive: 'unexpected error occurred on a receive',
    connect: 'Unable to connect to the remote server',
    timeout: 'The operation has timed out',
    name: 'remote name could not be resolved',
    'proxy-name': 'proxy name could not be resolved',
    closed: 'underlying connection was closed: The connection was closed',
    'kept-alive': 'A connection that was expected to be kept alive',
  },
  de: {
    trust: 'SSL/TLS-Kanal konnte keine Vertrauensstellung hergestellt werden',
    'secure-channel': 'Es konnte kein geschützter SSL/TLS-Kanal erstellt werden',
    send: ['Unerwarteter Fehler beim Senden', 'Unbekannter Fehler beim Senden'],
    receive: ['Unerwarteter Fehler beim Empfangen', 'Unbekannter Fehler beim Empfangen'],
    connect: 'Verbindung mit dem Remoteserver kann nicht hergestellt werden',
    timeout: [
      'Timeout für Vorgang überschritten',
      'Timeout für den Vorgang wurde überschritten',
      'Timeout für Vorgang wurde überschritten',
    ],
    name: 'Remotename konnte nicht aufgelöst werden',
    'proxy-name': 'Proxyname konnte nicht aufgelöst werden',
    closed: 'Verbindung wurde geschlossen: Die Verbindung wurde unerwartet getrennt',
    'kept-alive': 'Eine Verbindung, deren Aufrechterhaltung erwartet wurde',
  },
  fr: {
    trust: 'relation de confiance pour le canal sécurisé SSL/TLS',
    'secure-channel': 'Impossible de créer un canal sécurisé SSL/TLS',
    send: "erreur inattendue s'est produite lors de l'envoi",
    receive: "erreur inattendue s'est produite lors de la réception",
    connect: 'Impossible de se connecter au serveur distant',
    timeout: "Le délai d'attente de l'opération a expiré",
    name: "nom distant n'a pas pu être résolu",
    'proxy-name': "nom du proxy n'a pas pu être résolu",
    closed: 'été fermée : La connexion a été interrompue de manière inattendue',
    'kept-alive': 'connexion qui devait être maintenue active',
  },
  es: {
    trust: 'relación de confianza para el canal seguro SSL/TLS',
    'secure-channel': 'No se puede crear un canal seguro SSL/TLS',
    send: 'Error inesperado de envío',
    receive: 'Error inesperado de recepción',
    connect: 'No es posible conectar con el servidor remoto',
    timeout: 'Se excedió el tiempo de espera de la operación',
    name: 'No se puede resolver el nombre remoto',
    'proxy-name': 'No se puede resolver el nombre del proxy',
    closed: 'Se ha terminado la conexión: La conexión ha terminado de forma inesperada',
    'kept-alive': 'conexión que se esperaba que se mantuviera activa',
  },
  it: {
    trust: 'relazione di trust per il canale sicuro SSL/TLS',
    'secure-channel': 'Impossibile creare un canale sicuro SSL/TLS',
    send: "Errore imprevisto durante un'operazione di invio",
    receive: "Errore imprevisto durante un'operazione di ricezione",
    connect: 'Impossibile effettuare la connessione al server remoto',
    timeout: "Timeout dell'operazione",
    name: 'Impossibile risolvere il nome remoto',
    'proxy-name': 'Impossibile risolvere il nome del proxy',
    closed: 'Connessione sottostante chiusa: Chiusura imprevista della connessione',
  },
  pt: {
    trust: 'relação de confiança para o canal',
    'secure-channel': 'criar um canal seguro para SSL/TLS',
    send: 'Erro inesperado em um envio',
    receive: 'Erro inesperado em um recebimento',
    connect: 'Impossível conectar-se ao servidor remoto',
    timeout: 'O tempo limite da operação foi atingido',
    name: 'nome remoto não pôde ser resolvido',
    closed: 'conexão subjacente estava fechada: A conexão foi encerrada de modo inesperado',
  },
  ja: {
    trust: 'チャネルに対する信頼関係を確立できませんでした',
    'secure-channel': 'SSL/TLS のセキュリティで保護されているチャネルを作成できませんでした',
    send: '送信時に、予期しないエラーが発生しました',
    receive: '受信時に予期しないエラーが発生しました',
    connect: 'リモート サーバーに接続できません',
    timeout: '操作がタイムアウトになりました',
    name: 'リモート名を解決できませんでした',
    'proxy-name': 'プロキシ名を解決できませんでした',
    closed: '接続が切断されました: 接続が予期せずに閉じられました',
    'kept-alive': '維持される必要があった接続',
  },
  'zh-Hans': {
    trust: '安全通道建立信任关系',
    'secure-channel': '未能创建 SSL/TLS 安全通道',
    send: '基础连接已经关闭: 发送时发生错误',
    receive: '基础连接已经关闭: 接收时发生错误',
    connect: '无法连接到远程服务器',
    timeout: '操作超时',
    name: '未能解析此远程名称',
    'proxy-name': '未能解析代理名称',
    closed: '基础连接已经关闭: 连接被意外关闭',
    'kept-alive': '服务器关闭了本应保持活动状态的连接',
  },
  'zh-Hant': {
    trust: '安全通道建立信任關係',
    'secure-channel': '無法建立 SSL/TLS 的安全通道',
    send: '傳送時發生未預期的錯誤',
    receive: '接收時發生未預期的錯誤',
    connect: '無法連接至遠端伺服器',
    timeout: '作業逾時',
    name: '無法解析遠端名稱',
    'proxy-name': '無法解析 Proxy 名稱',
    closed: '基礎連接已關閉: 連接意外關閉',
  },
  ko: {
    trust: '보안 채널에 대한 트러스트 관계를 설정할 수 없습니다',
    'secure-channel': 'SSL/TLS 보안 채널을 만들 수 없습니다',
    send: '보내기에서 예기치 않은 오류가 발생했습니다',
    receive: '받기에서 예기치 않은 오류가 발생했습니다',
    connect: '원격 서버에 연결할 수 없습니다',
    timeout: '작업 시간이 초과되었습니다',
    name: '원격 이름을 확인할 수 없습니다',
    closed: '기본 연결이 닫혔습니다. 연결이 예기치 않게 닫혔습니다',
  },
  ru: {
    trust: 'доверительные отношения для защищенного канала',
    'secure-channel': 'Не удалось создать защищенный канал SSL/TLS',
    send: 'Непредвиденная ошибка при передаче',
    receive: 'Непредвиденная ошибка при приеме',
    connect: 'Невозможно соединиться с удаленным сервером',
    timeout: 'Время ожидания операции истекло',
    name: 'Невозможно разрешить удаленное имя',
    closed: 'Базовое соединение закрыто: Соединение было неожиданно закрыто',
    'kept-alive': 'Соединение, которое должно было работать',
  },
  nl: {
    trust: 'vertrouwensrelatie instellen voor het beveiligde SSL/TLS-kanaal',
    'secure-channel': 'Kan geen beveiligd SSL/TLS-kanaal maken',
    send: 'onverwachte fout opgetreden tijdens het verzenden',
    receive: 'onverwachte fout opgetreden tijdens het ontvangen',
    connect: 'Kan geen verbinding met de externe server maken',
    timeout: 'Er is een time-out opgetreden voor de bewerking',
    name: 'Kan de externe naam niet omzetten',
  },
  pl: {
    trust: 'relacji zaufania dla bezpiecznego kanału SSL/TLS',
    'secure-channel': 'Nie można utworzyć bezpiecznego kanału SSL/TLS',
    send: 'nieoczekiwany błąd podczas wysyłania',
    receive: 'nieoczekiwany błąd podczas odbierania',
    connect: 'Nie można połączyć się z serwerem zdalnym',
    timeout: 'Upłynął limit czasu operacji',
    name: 'Nie można rozpoznać nazwy zdalnej',
  },
  cs: {
    trust: 'kanálu SSL/TLS nelze vytvořit vztah důvěryhodnosti',
    'secure-channel': 'Nelze vytvořit zabezpečený kanál SSL/TLS',
    send: 'neočekávané chybě při odesílání',
    connect: 'Nelze se připojit ke vzdálenému serveru',
    name: 'Vzdálený název nelze přeložit',
  },
  sv: {
    trust: 'förtroenderelation för den säkra SSL/TLS-kanalen',
    'secure-channel': 'inte att skapa en säker SSL/TLS-kanal',
    send: 'oväntat fel uppstod vid en sändning',
    connect: 'inte att ansluta till fjärrservern',
    name: 'Det gick inte att matcha fjärrnamnet',
  },
  hu: {
    trust: 'bizalmi kapcsolat az SSL/TLS',
    'secure-channel': 'Nem hozható létre SSL/TLS',
    connect: 'Nem lehet csatlakozni a távoli kiszolgálóhoz',
    name: 'A távoli név nem oldható fel',
  },
  tr: {
    trust: 'SSL/TLS güvenli kanalı için güven ilişkisi',
    'secure-channel': 'SSL/TLS güvenli kanalı oluşturulamadı',
    connect: 'Uzak sunucuya bağlanılamıyor',
    name: 'Uzak ad çözülemedi',
  },
};

/** The sentence in each language that has it. */
export function dotnetMessages(message: DotnetMessage): readonly { readonly language: string; readonly text: string }[] {
  return Object.entries(BY_LANGUAGE).flatMap(([language, messages]) => {
    const text = messages[message];
    return text === undefined ? [] : [text].flat().map((one) => ({ language, text: one }));
  });
}

/** A pattern for the sentence in every language. */
export function dotnetPattern(message: DotnetMessage): string {
  return anyOf(dotnetMessages(message));
}

/** A pattern for any of these; letters with accents may have suffered from a wrong code page, blanks and apostrophes vary. */
export function anyOf(messages: readonly { readonly text: string }[]): string {
  return messages
    .map(({ text }) =>
      text
        .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
        .replace(/['\u2019]/g, '.{1,3}')
        .replace(/[\u00c0-\u024f]/g, '.{1,3}')
        .replace(/ /g, '\\s{0,3}'),
    )
    .join('|');
}
