/** Sentences of Windows itself that .NET and BITS pass on in the language of the server: of Windows Sockets (FormatMessage of WSAE...) and of WinHTTP. */
export type WindowsMessage = '10054' | '10060' | '10061' | '11001';

/**
 * Fragments that tell one message from the others. Seen in public for 10060 in "Troubleshoot Azure Logic Apps" and "Transact-SQL error 10060"
 * (MicrosoftDocs/azure-docs.de-de, sql-docs.de-de), for 10061 in issues and logs of Python (`WinError 10061`), Go (`connectex:`) and .NET programs; the others
 * are general knowledge.
 */
const BY_LANGUAGE: Readonly<Record<string, Readonly<Partial<Record<WindowsMessage, readonly string[]>>>>> = {
  en: {
    10054: ['forcibly closed by the remote host'],
    10060: ['did not properly respond after a period of time'],
    10061: ['actively refused'],
    11001: ['No such host is known'],
  },
  de: {
    10054: ['vorhandene Verbindung wurde vom Remotehost geschlossen'],
    10060: ['die Gegenstelle nach einer bestimmten Zeitspanne nicht'],
    10061: ['Zielcomputer die Verbindung verweigerte', 'Zielcomputer die Verbindung verweigert hat'],
    11001: ['Der angegebene Host ist unbekannt', 'Es ist kein solcher Host bekannt', 'Der Host ist unbekannt'],
  },
  fr: {
    10054: ["connexion existante a dû être fermée par l'hôte distant"],
    10060: ["n'a pas répondu convenablement après une certaine durée"],
    10061: ["ordinateur cible l'a expressément refusée"],
    11001: ['Hôte inconnu', "L'hôte n'est pas connu"],
  },
  es: {
    10054: ['interrupción de una conexión existente por el host remoto'],
    10060: ['no respondió adecuadamente tras un periodo de tiempo', 'no respondió correctamente tras un periodo'],
    10061: ['equipo de destino denegó expresamente', 'equipo de destino denegó'],
    11001: ['Host desconocido'],
  },
  it: {
    10054: ["interrotta forzatamente dall'host remoto"],
    10060: ['parte connessa non ha risposto correttamente', 'mancata risposta corretta della parte connessa'],
    10061: ['Rifiuto persistente del computer di destinazione'],
    11001: ['Host sconosciuto'],
  },
  pt: {
    10054: ['cancelamento de uma conexão existente pelo host remoto'],
    10060: ['componente conectado não respondeu corretamente'],
    10061: ['máquina de destino as recusou ativamente'],
    11001: ['Este host não é conhecido'],
  },
  ja: {
    10054: ['接続はリモート ホストに強制的に切断'],
    10060: ['接続済みの呼び出し先が一定の時間を過ぎても'],
    10061: ['対象のコンピューターによって拒否', '対象のコンピュータによって拒否'],
    11001: ['そのようなホストは不明です'],
  },
  'zh-Hans': {
    10054: ['远程主机强迫关闭了一个现有的连接'],
    10060: ['由于连接方在一段时间后没有正确答复'],
    10061: ['目标计算机积极拒绝'],
    11001: ['不知道这样的主机'],
  },
  'zh-Hant': {
    10054: ['遠端主機已強制關閉一個現存的連線'],
    10060: ['連線對象有一段時間並未正確回應'],
    10061: ['目標電腦拒絕連線'],
    11001: ['無法識別這台主機'],
  },
  ko: {
    10054: ['원격 호스트에 의해 강제로 끊겼습니다'],
    10060: ['연결된 구성원으로부터 응답이 없어'],
    10061: ['대상 컴퓨터에서 연결을 거부'],
    11001: ['알려진 호스트가 없습니다'],
  },
  ru: {
    10054: ['хост принудительно разорвал существующее подключение'],
    10060: ['от другого компьютера за требуемое время не получен'],
    10061: ['конечный компьютер отверг запрос на подключение'],
    11001: ['Этот хост неизвестен'],
  },
  nl: { 10060: ['niet juist heeft geantwoord na een bepaalde tijd'], 10061: ['de doelcomputer de verbinding actief heeft geweigerd'] },
  pl: { 10054: ['zostało gwałtownie zamknięte przez zdalnego hosta'], 10061: ['komputer docelowy aktywnie go odmawia'] },
};

/** The sentence in each language that has it. */
export function windowsMessages(message: WindowsMessage): readonly { readonly language: string; readonly text: string }[] {
  return Object.entries(BY_LANGUAGE).flatMap(([language, messages]) => (messages[message] ?? []).map((text) => ({ language, text })));
}
