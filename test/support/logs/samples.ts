/** Made up, correct in form: both formats, what may be missing, status messages, old components. */
export const LINES = [
  'Checking for preview version~~  $$<SMS_DMP_DOWNLOADER><03-14-2024 14:03:27.512+300><thread=4924 (0x133C)>',
  'WARNING: Failed to download easy setup payload with exception: The remote server returned an error: (407) Proxy Authentication Required.~~  $$<SMS_DMP_DOWNLOADER><03-14-2024 14:05:28.000+300><thread=4924 (0x133C)>',
  '<![LOG[Endpoint check finished]LOG]!><time="14:06:00.100+300" date="03-14-2024" component="SMS_SERVICE_CONNECTOR" context="" type="3" thread="4924" file="worker.cs:42">',
  'INFO: Downloading https://go.microsoft.com/fwlink/?LinkID=619849 as x.cab  $$<Configuration Manager Setup><03-14-2024 14:07:11.020+300><thread=5100 (0x13EC)>',
  'STATMSG: ID=11412 SEV=E LEV=M SOURCE="SMS Server" COMP="SMS_SERVICE_CONNECTOR" SYS=SCP01.corp.example SITE=P01 PID=2168 TID=4888 GMTDATE=Thu Mar 14 19:07:11.020 2024 ISTR0=""',
  'Starting  $$<SMS_HIERARCHY_MANAGER><Wed May 21 17:09:02 1997~><thread=DB>',
  'No thread here~~  $$<SMS_SITE_COMPONENT_MANAGER><12-31-2023 23:59:59.999-570>',
] as const;

let clock = 0;
/** A line of the server's format, each a second after the one before it. */
export function server(
  text: string,
  { component = 'SMS_DMP_DOWNLOADER', thread = 1 }: { component?: string; thread?: number } = {},
): string {
  clock += 1;
  const time = new Date(Date.UTC(2024, 2, 14, 9, 0, clock)).toISOString().slice(11, 19);
  return `${text}~~  $$<${component}><03-14-2024 ${time}.000+300><thread=${thread} (0x${thread.toString(16).toUpperCase()})>\n`;
}
