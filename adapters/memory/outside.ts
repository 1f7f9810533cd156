import type { ArchiveRecord } from '../../core/archive.ts';
import type { Notice, NoticeMessage } from '../../core/message.ts';
import type { Chat, PostResult, Topic } from '../../core/ports/channels.ts';
import type { Archive } from '../../core/ports/outside.ts';

/** Keeps what was archived, by name; the same name again holds the same content. */
export function memoryArchive(): Archive & { readonly objects: ReadonlyMap<string, readonly ArchiveRecord[]> } {
  const objects = new Map<string, readonly ArchiveRecord[]>();
  return {
    objects,
    async append(name, records) {
      objects.set(name, records);
    },
  };
}

export interface Published {
  readonly message: NoticeMessage;
  readonly subject: string;
  readonly email: string;
}

/** Keeps what was published, in order. */
export function memoryTopic(): Topic & { readonly published: readonly Published[] } {
  const published: Published[] = [];
  return {
    published,
    async publish(message, { subject, email }) {
      published.push({ message, subject, email });
    },
  };
}

/** Keeps what was posted, in order, as a channel without threads. `answer` stands for the channel: it may refuse or throw, and then nothing was posted. */
export function memoryChat(answer: (notice: Notice) => PostResult = () => 'posted'): Chat & { readonly posted: readonly Notice[] } {
  const posted: Notice[] = [];
  return {
    posted,
    async post(notice) {
      const result = answer(notice);
      if (result === 'posted' || 'ref' in result) posted.push(notice);
      return result;
    },
    reply: async () => 'posted',
  };
} // prettier-ignore
