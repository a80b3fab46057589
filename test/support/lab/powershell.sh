#!/usr/bin/env bash
# PowerShell 7, Pester and Bicep's compiler into FOLDER, as .NET tools and packages; about 15 seconds, nothing when they are there. Needs the .NET SDK.
# PowerShell 7 parses all that Windows PowerShell 5.1 parses, and more: the tests hold scripts to 5.1 themselves.
set -euo pipefail
powershell=7.6.9 pester=5.9.1 bicep=0.49.2
folder=$1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
mkdir -p "$folder"
cd "$folder"
[ -x tools/pwsh ] || dotnet tool install --tool-path tools PowerShell --version "$powershell" >/dev/null
if [ ! -e "packages/pester/$pester" ] || [ ! -e "packages/azure.bicep.commandline.linux-x64/$bicep" ]; then
  cat >restore.csproj <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net$(dotnet --version | cut -d. -f1).0</TargetFramework>
    <RestorePackagesPath>packages</RestorePackagesPath>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="Pester" Version="[$pester]" />
    <PackageDownload Include="Azure.Bicep.CommandLine.linux-x64" Version="[$bicep]" />
  </ItemGroup>
</Project>
PROJECT
  dotnet restore restore.csproj >/dev/null
fi
ln -sfn "packages/pester/$pester/tools" pester
ln -sfn "packages/azure.bicep.commandline.linux-x64/$bicep/tools" bicep
chmod +x bicep/bicep
