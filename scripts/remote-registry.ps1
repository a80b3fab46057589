# Does the service Remote Registry of a computer answer (RegConnectRegistry)? `code` is the HRESULT of what stands in the way, 0x00000000 for an answer. Where the
# service starts on demand the first question may come too early.
param($in, $secret)
$answer = $null
foreach ($try in 1, 2) {
  try {
    [Microsoft.Win32.RegistryKey]::OpenRemoteBaseKey('LocalMachine', [string]$in.computer).Close()
    $answer = @{ code = '0x00000000'; message = '' }
  } catch {
    $problem = $_.Exception
    while ($null -ne $problem.InnerException) { $problem = $problem.InnerException }
    $answer = @{ code = '0x{0:X8}' -f $problem.HResult; message = $problem.Message }
  }
  if ($answer.code -eq '0x00000000' -or $try -eq 2) { break }
  Start-Sleep -Seconds 2
}
$answer
