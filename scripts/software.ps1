# Names and versions of the installed programs that the prerequisites name. Each value is read alone: one damaged value of a foreign program ends
# neither its key nor the question.
param($in, $secret)
$folders = 'SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall', 'SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall'
$found = @(foreach ($folder in $folders) {
  $root = Get-Item -LiteralPath ('HKLM:\' + $folder) -ErrorAction SilentlyContinue
  if ($null -eq $root) { continue }
  foreach ($name in $root.GetSubKeyNames()) {
    try {
      $key = $root.OpenSubKey($name)
      $title = [string]$key.GetValue('DisplayName')
      if ($title -match 'Visual C\+\+ (20(13|15)|v14)|ODBC Driver 1[78] for SQL Server|SQL Server .*Native Client') {
        @{ name = $title; version = [string]$key.GetValue('DisplayVersion') }
      }
    } catch { continue }
  }
})
@{ installed = $found }
