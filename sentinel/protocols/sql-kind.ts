/** The kinds of statement that are told; any other first word is OTHER. */
const KINDS = new Set([
  'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'MERGE', 'WITH', 'VALUES', 'TABLE', 'CREATE', 'ALTER', 'DROP', 'TRUNCATE',
  'RENAME', 'BEGIN', 'START', 'COMMIT', 'ROLLBACK', 'SAVEPOINT', 'RELEASE', 'ABORT', 'END', 'SET', 'RESET', 'SHOW', 'COPY',
  'CALL', 'DO', 'EXECUTE', 'PREPARE', 'DEALLOCATE', 'EXPLAIN', 'ANALYZE', 'VACUUM', 'GRANT', 'REVOKE', 'LOCK', 'UNLOCK',
  'LISTEN', 'NOTIFY', 'UNLISTEN', 'DECLARE', 'FETCH', 'MOVE', 'CLOSE', 'DISCARD', 'CHECKPOINT', 'COMMENT', 'REFRESH',
  'REINDEX', 'CLUSTER', 'SECURITY', 'IMPORT', 'REASSIGN', 'LOAD', 'USE', 'DESCRIBE', 'DESC', 'KILL', 'FLUSH', 'HANDLER',
  'OPTIMIZE', 'REPAIR', 'CHECK', 'CHECKSUM', 'INSTALL', 'UNINSTALL', 'PURGE', 'CHANGE', 'STOP', 'XA', 'HELP', 'BINLOG', 'CACHE',
]); // prettier-ignore

/** Only the beginning of a statement is looked at: comments of hints and origins come first, then the verb. */
const LOOKED_AT = 1024;

/** The verb of a statement: `SELECT`, never a table, column or value. */
export function sqlKind(bytes: Buffer): string {
  const text = bytes.toString('latin1', 0, Math.min(bytes.length, LOOKED_AT));
  let at = 0;
  for (;;) {
    while (at < text.length && /[\s(;]/.test(text[at]!)) at += 1;
    const end = text.startsWith('/*', at) ? text.indexOf('*/', at) + 2 : text.startsWith('--', at) || text[at] === '#' ? text.indexOf('\n', at) + 1 : at; // prettier-ignore
    if (end === at) break;
    // A comment without an end in sight.
    if (end < at) return 'OTHER';
    at = end;
  }
  const verb = /^[A-Za-z]{1,16}/.exec(text.slice(at, at + 17))?.[0].toUpperCase();
  if (at >= text.length) return 'EMPTY';
  return verb !== undefined && KINDS.has(verb) ? verb : 'OTHER';
}
