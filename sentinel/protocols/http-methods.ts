/** IANA's registry of HTTP methods, and what WebDAV and caches add. Any other word is told as OTHER. */
const METHODS = new Set([
  'GET', 'POST', 'PUT', 'HEAD', 'DELETE', 'PATCH', 'OPTIONS', 'CONNECT', 'TRACE', 'ACL', 'BASELINE-CONTROL', 'BIND', 'CHECKIN',
  'CHECKOUT', 'COPY', 'LABEL', 'LINK', 'LOCK', 'MERGE', 'MKACTIVITY', 'MKCALENDAR', 'MKCOL', 'MKREDIRECTREF', 'MKWORKSPACE',
  'MOVE', 'ORDERPATCH', 'PROPFIND', 'PROPPATCH', 'PURGE', 'QUERY', 'REBIND', 'REPORT', 'SEARCH', 'UNBIND', 'UNCHECKOUT',
  'UNLINK', 'UNLOCK', 'UPDATE', 'UPDATEREDIRECTREF', 'VERSION-CONTROL',
]); // prettier-ignore

export const httpMethod = (word: string): string => (METHODS.has(word) ? word : 'OTHER');
export const isHttpMethod = (word: string): boolean => METHODS.has(word);

export const LONGEST_METHOD = 'UPDATEREDIRECTREF'.length;
