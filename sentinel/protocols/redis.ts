import { FramedParser, type Message } from './framed.ts';
import type { Context, Guess, Opening, Protocol } from './protocol.ts';

/** The commands of Redis 7; a word that is none of them (a typing error may be a password) is told as OTHER. */
const COMMANDS = new Set((
  'ACL APPEND ASKING AUTH BGREWRITEAOF BGSAVE BITCOUNT BITFIELD BITOP BITPOS BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP ' +
  'BZPOPMAX BZPOPMIN CLIENT CLUSTER COMMAND CONFIG COPY DBSIZE DEBUG DECR DECRBY DEL DISCARD DUMP ECHO EVAL EVALSHA EVAL_RO ' +
  'EXEC EXISTS EXPIRE EXPIREAT EXPIRETIME FAILOVER FCALL FCALL_RO FLUSHALL FLUSHDB FUNCTION GEOADD GEODIST GEOHASH GEOPOS ' +
  'GEORADIUS GEOSEARCH GET GETBIT GETDEL GETEX GETRANGE GETSET HDEL HELLO HEXISTS HGET HGETALL HINCRBY HINCRBYFLOAT HKEYS ' +
  'HLEN HMGET HMSET HRANDFIELD HSCAN HSET HSETNX HSTRLEN HVALS INCR INCRBY INCRBYFLOAT INFO KEYS LASTSAVE LATENCY LCS LINDEX ' +
  'LINSERT LLEN LMOVE LMPOP LOLWUT LPOP LPOS LPUSH LPUSHX LRANGE LREM LSET LTRIM MEMORY MGET MIGRATE MODULE MONITOR MOVE MSET ' +
  'MSETNX MULTI OBJECT PERSIST PEXPIRE PEXPIREAT PFADD PFCOUNT PFMERGE PING PSETEX PSUBSCRIBE PSYNC PTTL PUBLISH PUBSUB ' +
  'PUNSUBSCRIBE QUIT RANDOMKEY READONLY READWRITE RENAME RENAMENX REPLCONF REPLICAOF RESET RESTORE ROLE RPOP RPOPLPUSH RPUSH ' +
  'RPUSHX SADD SAVE SCAN SCARD SCRIPT SDIFF SDIFFSTORE SELECT SET SETBIT SETEX SETNX SETRANGE SHUTDOWN SINTER SINTERCARD ' +
  'SINTERSTORE SISMEMBER SLAVEOF SLOWLOG SMEMBERS SMISMEMBER SMOVE SORT SORT_RO SPOP SPUBLISH SRANDMEMBER SREM SSCAN SSUBSCRIBE ' +
  'STRLEN SUBSCRIBE SUNION SUNIONSTORE SUNSUBSCRIBE SWAPDB SYNC TIME TOUCH TTL TYPE UNLINK UNSUBSCRIBE UNWATCH WAIT WAITAOF ' +
  'WATCH XACK XADD XAUTOCLAIM XCLAIM XDEL XGROUP XINFO XLEN XPENDING XRANGE XREAD XREADGROUP XREVRANGE XTRIM ZADD ZCARD ' +
  'ZCOUNT ZDIFF ZINCRBY ZINTER ZINTERSTORE ZLEXCOUNT ZMPOP ZMSCORE ZPOPMAX ZPOPMIN ZRANDMEMBER ZRANGE ZRANGEBYLEX ' +
  'ZRANGEBYSCORE ZRANGESTORE ZRANK ZREM ZREMRANGEBYLEX ZREMRANGEBYRANK ZREMRANGEBYSCORE ZREVRANGE ZREVRANGEBYSCORE ZREVRANK ' +
  'ZSCAN ZSCORE ZUNION ZUNIONSTORE'
).split(' ')); // prettier-ignore

const LONGEST_LINE = 16;

/** The number of a `*3` or `$12` line at `at`, and where the next line begins; undefined while incomplete. */
function lengthLine(bytes: Buffer, at: number, kind: number): { value: number; next: number } | 'lost' | undefined {
  if (bytes.length <= at) return undefined;
  if (bytes[at] !== kind) return 'lost';
  const end = bytes.indexOf(10, at);
  if (end === -1) return bytes.length - at > LONGEST_LINE ? 'lost' : undefined;
  const text = bytes.toString('latin1', at + 1, end).trimEnd();
  if (!/^\d{1,10}$/.test(text)) return 'lost';
  return { value: Number(text), next: end + 1 };
}

const skip = (length: number): Message => ({ length, needs: 0, read: () => {} });

/** RESP, as clients send it: arrays of bulk strings, of which the first is the command; seldom a plain line. */
function framing({ findings }: Context) {
  let argumentsLeft = 0;
  let isCommand = false;
  return (bytes: Buffer): Message | 'lost' | undefined => {
    if (argumentsLeft === 0) {
      const count = lengthLine(bytes, 0, 0x2a);
      if (count === 'lost') return inlineCommand(bytes, findings);
      if (count === undefined) return undefined;
      argumentsLeft = count.value;
      isCommand = true;
      return skip(count.next);
    }
    const length = lengthLine(bytes, 0, 0x24);
    if (length === 'lost' || length === undefined) return length;
    const whole = length.next + length.value + 2;
    if (isCommand && bytes.length < length.next + Math.min(length.value, 32)) return undefined;
    if (isCommand) findings.operation({ app: 'redis', method: commandOf(bytes.toString('latin1', length.next, length.next + Math.min(length.value, 32))) }); // prettier-ignore
    argumentsLeft -= 1;
    isCommand = false;
    return skip(whole);
  };
}

function inlineCommand(bytes: Buffer, findings: Context['findings']): Message | 'lost' | undefined {
  const end = bytes.indexOf(10);
  if (end === -1) return bytes.length > 1024 ? 'lost' : undefined;
  const word = bytes.toString('latin1', 0, Math.min(end, 33)).trimStart().split(/\s/, 1)[0] ?? '';
  if (!COMMANDS.has(word.toUpperCase())) return 'lost';
  return { length: end + 1, needs: 0, read: () => findings.operation({ app: 'redis', method: commandOf(word) }) };
}

function commandOf(word: string): string {
  const command = word.toUpperCase();
  return COMMANDS.has(command) ? command : 'OTHER';
}

const ARRAY = /^\*\d{1,7}\r\n\$\d{1,10}\r\n/;

function guess({ client, server }: Opening): Guess {
  if (client.length === 0) return 'more';
  const text = client.toString('latin1', 0, Math.min(client.length, 64));
  if (ARRAY.test(text)) return 'yes';
  if (text[0] === '*') return text.length < 16 && /^\*[\d\r\n$]*$/.test(text) ? 'more' : 'no';
  // A line such as PING is Redis only if something answers in its way.
  const word = /^([A-Za-z_]{3,16})(?:[ \r]|$)/.exec(text)?.[1]?.toUpperCase();
  if (word === undefined || !COMMANDS.has(word)) return 'no';
  if (server.length === 0) return 'more';
  return /^(?:\+(?:OK|PONG)\r\n|-(?:ERR|NOAUTH|WRONGPASS|WRONGTYPE|MOVED) |\$-?\d+\r\n|:\d+\r\n|\*\d+\r\n)/.test(server.toString('latin1', 0, 32)) ? 'yes' : 'no'; // prettier-ignore
}

const isArray = (bytes: Buffer) => ARRAY.test(bytes.toString('latin1', 0, Math.min(bytes.length, 64)));

export const redis: Protocol = {
  name: 'redis',
  guess,
  parser: (context) => new FramedParser(framing(context), isArray),
  mining: 'nothing',
};
