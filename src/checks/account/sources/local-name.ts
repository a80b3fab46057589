/** Characters that Windows allows in the name of a local account. None of them ends a command, a quotation or a part of a path. */
const LOCAL_NAME = /^[^"/\\[\]:;|=,+*?<>@'`\p{Cc}]{1,104}$/u;

/** Can an account of a server have this name? */
export function isLocalName(name: string): boolean {
  return LOCAL_NAME.test(name);
}
