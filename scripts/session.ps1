# The one PowerShell of a run. It reads questions from standard input, one a line, and answers each with one line: Base64 of UTF-8 JSON both ways, so
# that no code page matters and nothing is on a command line or in the environment. A question: { script, input, secret }. Its script gets input and
# secret as parameters, and what it returns last is the answer; an error becomes { error: { code, message } }. The first line says whether questions
# are taken: `ready`, or `mode` and the language mode of the session, in which the rest of this cannot run (about_Language_Modes).
# This text is passed by -Command, its comment lines left out: it may hold no double quote, and not the variable that stands for piped input.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$mode = [string]$ExecutionContext.SessionState.LanguageMode
if ($mode -ne 'FullLanguage') {
  'mode ' + $mode
  exit 0
}
$utf8 = New-Object Text.UTF8Encoding $false
$questions = [Console]::In
$answers = [Console]::Out
$answers.WriteLine('ready')
while ($null -ne ($line = $questions.ReadLine())) {
  try {
    $question = $utf8.GetString([Convert]::FromBase64String($line)) | ConvertFrom-Json
    $answer = & ([scriptblock]::Create($question.script)) $question.input $question.secret | Select-Object -Last 1
  } catch {
    $problem = $_.Exception
    while ($problem -is [Management.Automation.MethodInvocationException] -and $null -ne $problem.InnerException) { $problem = $problem.InnerException }
    $answer = @{ error = @{ code = $problem.GetType().Name; message = $problem.Message } }
  }
  $question = $null
  $answers.WriteLine([Convert]::ToBase64String($utf8.GetBytes((ConvertTo-Json -InputObject $answer -Compress -Depth 8))))
}
