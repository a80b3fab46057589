@echo off
setlocal EnableExtensions DisableDelayedExpansion
rem What the machine sets for other programs on Node must not reach this one: it could load code or change what is trusted.
rem The first line makes sure that there is something to list.
set "NODE_=none"
for /f "delims==" %%v in ('set NODE_') do set "%%v="
set "OPENSSL_CONF="
set "SSL_CERT_FILE="
set "SSL_CERT_DIR="
"%~dp0node.exe" "%~dp0app\build\src\cli\bin.cjs" %*
exit /b %ERRORLEVEL%
