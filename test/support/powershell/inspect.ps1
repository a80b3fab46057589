# What PowerShell 7's own parser finds in scripts, as JSON: mistakes, syntax that Windows PowerShell 5.1 lacks, commands with their parameters, types
# and static members. Each argument is the path of a script. Source: about_Operators, about_Pipeline_Chain_Operators, about_Numeric_Literals,
# about_Special_Characters, about_Functions_Advanced_Methods (each names the version that brought the feature).
$LATER_VARIABLES = 'IsWindows', 'IsLinux', 'IsMacOS', 'IsCoreCLR', 'PSStyle', 'EnabledExperimentalFeatures', 'PSNativeCommandUseErrorActionPreference', 'PSNativeCommandArgumentPassing'
$LATER_TOKENS = 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot', 'QuestionLBracket', 'QuestionMark', 'AndAnd', 'OrOr', 'Clean'
$found = foreach ($path in $args) {
  $tokens = $null; $errors = $null
  $ast = [Management.Automation.Language.Parser]::ParseFile($path, [ref]$tokens, [ref]$errors)
  $all = $ast.FindAll({ $true }, $true)
  $later = @(
    foreach ($token in $tokens) {
      $text = $token.Text
      if ($LATER_TOKENS -contains [string]$token.Kind) { "$($token.Extent.StartLineNumber): $text" }
      if ($token.Kind -eq 'Number' -and $text -match '^0b|(?:u|y|uy|us?|s|ul|n)$' -and $text -notmatch '^0x') { "$($token.Extent.StartLineNumber): $text" }
      if ($token.Kind -match 'Expandable' -and $text -match '(?<!`)(?:``)*`[eu]') { "$($token.Extent.StartLineNumber): $text" }
    }
    foreach ($node in $all) {
      if ($node -is [Management.Automation.Language.PipelineAst] -and $node.Background) { "$($node.Extent.StartLineNumber): &" }
      if ($node -is [Management.Automation.Language.VariableExpressionAst] -and $LATER_VARIABLES -contains $node.VariablePath.UserPath) { "$($node.Extent.StartLineNumber): $($node.Extent.Text)" }
    }
  )
  $functions = @($all | Where-Object { $_ -is [Management.Automation.Language.FunctionDefinitionAst] } | ForEach-Object Name)
  $commands = @($all | Where-Object { $_ -is [Management.Automation.Language.CommandAst] } | ForEach-Object {
    $name = $_.GetCommandName()
    if ($null -ne $name -and $functions -notcontains $name) {
      @{ name = $name; parameters = @($_.CommandElements | Where-Object { $_ -is [Management.Automation.Language.CommandParameterAst] } | ForEach-Object ParameterName) }
    }
  })
  $types = @($all | Where-Object { $_ -is [Management.Automation.Language.TypeExpressionAst] -or $_ -is [Management.Automation.Language.TypeConstraintAst] } | ForEach-Object { $_.TypeName.FullName } | Sort-Object -Unique)
  $members = @($all | Where-Object { $_ -is [Management.Automation.Language.MemberExpressionAst] -and $_.Static -and $_.Expression -is [Management.Automation.Language.TypeExpressionAst] } |
    ForEach-Object { $_.Expression.TypeName.FullName + '::' + $_.Member.Extent.Text } | Sort-Object -Unique)
  @{ path = $path; errors = @($errors | ForEach-Object { "$($_.Extent.StartLineNumber): $($_.Message)" }); later = $later; commands = $commands; types = $types; members = $members
    variables = @($all | Where-Object { $_ -is [Management.Automation.Language.VariableExpressionAst] } | ForEach-Object { $_.VariablePath.UserPath } | Sort-Object -Unique) }
}
ConvertTo-Json -InputObject @($found) -Compress -Depth 6
