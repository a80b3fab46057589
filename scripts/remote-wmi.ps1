# Does WMI of a computer answer by DCOM (port 135, then a dynamic one), as the installation uses it? `code` is the HRESULT of what stands in the way, 0x00000000 for
# an answer. Get-CimInstance would ask by WinRM, which is another way.
param($in, $secret)
$scope = New-Object Management.ManagementScope ('\\' + $in.computer + '\root\cimv2')
$scope.Options.Timeout = [TimeSpan]::FromSeconds(20)
try {
  $scope.Connect()
  @{ code = '0x00000000'; message = '' }
} catch {
  $problem = $_.Exception
  while ($null -ne $problem.InnerException) { $problem = $problem.InnerException }
  $number = if ($null -ne $problem.ErrorCode) { [int]$problem.ErrorCode } else { $problem.HResult }
  @{ code = '0x{0:X8}' -f $number; message = $problem.Message }
}
