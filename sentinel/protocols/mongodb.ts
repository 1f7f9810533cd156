import { FramedParser, type Message } from './framed.ts';
import type { Context, Guess, Opening, Protocol } from './protocol.ts';

/** https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
const OP_UPDATE = 2001;
const OP_INSERT = 2002;
const OP_QUERY = 2004;
const OP_GET_MORE = 2005;
const OP_DELETE = 2006;
const OP_KILL_CURSORS = 2007;
const OP_COMPRESSED = 2012;
const OP_MSG = 2013;
const NAMES: Readonly<Record<number, string>> = { [OP_UPDATE]: 'update', [OP_INSERT]: 'insert', [OP_QUERY]: 'query', [OP_GET_MORE]: 'getMore', [OP_DELETE]: 'delete', [OP_KILL_CURSORS]: 'killCursors', [OP_COMPRESSED]: 'compressed', [OP_MSG]: 'other' }; // prettier-ignore

const LONGEST_MESSAGE = 48_000_000;
/** The name of the command is that of the first element: within these bytes. */
const HEAD = 192;

/** Commands that are told by name; any other is `other`. */
const COMMANDS = new Map((
  'abortTransaction aggregate authenticate buildInfo bulkWrite collMod collStats commitTransaction compact connectionStatus count ' +
  'create createIndexes createRole createUser currentOp dbStats delete distinct drop dropDatabase dropIndexes dropUser endSessions ' +
  'explain find findAndModify fsync getLastError getLog getMore getnonce getParameter grantRolesToUser hello hostInfo insert isMaster ' +
  'killCursors killOp killSessions listCollections listDatabases listIndexes logout logRotate mapReduce ping planCacheClear profile ' +
  'refreshSessions renameCollection replSetGetConfig replSetGetStatus replSetHeartbeat replSetUpdatePosition saslContinue saslStart ' +
  'serverStatus setParameter shutdown startSession top update usersInfo validate whatsmyuri'
).split(' ').map((command) => [command.toLowerCase(), command])); // prettier-ignore

function framing({ findings }: Context) {
  return (bytes: Buffer): Message | 'lost' | undefined => {
    if (bytes.length < 16) return undefined;
    const length = bytes.readInt32LE(0);
    const code = bytes.readInt32LE(12);
    if (length < 16 || length > LONGEST_MESSAGE || NAMES[code] === undefined) return 'lost';
    return {
      length,
      needs: HEAD,
      read: (message) => findings.operation({ app: 'mongodb', method: kindOf(code, message) }),
    };
  };
}

function kindOf(code: number, message: Buffer): string {
  if (code === OP_MSG) return message[20] === 0 ? commandIn(message, 21) : 'other';
  if (code !== OP_QUERY) return NAMES[code]!;
  const end = message.indexOf(0, 20);
  // A query of the collection `$cmd` is a command.
  return end !== -1 && message.toString('latin1', Math.max(20, end - 5), end) === '.$cmd'
    ? commandIn(message, end + 9)
    : 'query';
}

/** The name of the first element of the document at `at`. */
function commandIn(message: Buffer, at: number): string {
  const end = message.indexOf(0, at + 5);
  return end === -1 ? 'other' : (COMMANDS.get(message.toString('latin1', at + 5, end).toLowerCase()) ?? 'other');
}

function isMessage(bytes: Buffer): boolean {
  if (bytes.length < 16) return false;
  const length = bytes.readInt32LE(0);
  if (length < 20 || length > LONGEST_MESSAGE || NAMES[bytes.readInt32LE(12)] === undefined) return false;
  // A request answers nothing: 0, or -1 from old drivers.
  return bytes.readInt32LE(8) === 0 || bytes.readInt32LE(8) === -1;
}

function guess({ client }: Opening): Guess {
  if (client.length === 0) return 'more';
  if (client.length < 16) return client.length > 3 && client[3] !== 0 ? 'no' : 'more';
  return isMessage(client) ? 'yes' : 'no';
}

export const mongodb: Protocol = { name: 'mongodb', guess, parser: (context) => new FramedParser(framing(context), isMessage), mining: 'nothing' }; // prettier-ignore
