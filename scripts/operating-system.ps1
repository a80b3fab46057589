# Edition, role in the domain, free space, pending restart; whether this process is elevated.
param($in, $secret)
$os = Get-CimInstance Win32_OperatingSystem
$cs = Get-CimInstance Win32_ComputerSystem
$disk = Get-CimInstance Win32_LogicalDisk -Filter "DriveType=3 AND FileSystem='NTFS'" |
  Where-Object { -not (Test-Path -LiteralPath ($_.DeviceID + '\NO_SMS_ON_DRIVE.SMS')) } | Sort-Object FreeSpace -Descending | Select-Object -First 1
$pending = (Test-Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending') -or
  (Test-Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired') -or
  ($null -ne (Get-ItemProperty -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager' -Name PendingFileRenameOperations -ErrorAction SilentlyContinue)) -or
  ($null -ne (Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\ServerManager' -Name CurrentRebootAttempts -ErrorAction SilentlyContinue))
$identity = [Security.Principal.WindowsPrincipal][Security.Principal.WindowsIdentity]::GetCurrent()
@{ caption = $os.Caption; build = $os.BuildNumber; productType = [int]$os.ProductType; sku = [int]$os.OperatingSystemSKU
  installationType = [string](Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion').InstallationType
  is64Bit = [Environment]::Is64BitOperatingSystem; partOfDomain = [bool]$cs.PartOfDomain; domain = $cs.Domain
  freeBytes = if ($null -eq $disk) { $null } else { [double]$disk.FreeSpace }; drive = $disk.DeviceID
  isClusterNode = (Test-Path 'HKLM:\Cluster'); pendingRestart = $pending
  isAdministrator = $identity.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator) }
