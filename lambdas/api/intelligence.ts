import { intelligenceKeys, IntelligenceStatus } from '../../core/feeds/status.ts';
import { Refusal } from './refusal.ts';
import { route } from './route.ts';

export const intelligenceRoutes = [
  route({
    method: 'GET',
    path: '/intelligence',
    summary:
      'The threat list in force: version, indicators, each feed with its age, what was refused and by which guard',
    answers: IntelligenceStatus,
    async answer(_c, { objects }) {
      const got = await objects.get(intelligenceKeys.status);
      if (got.kind !== 'found') throw new Refusal(404, 'No intelligence yet', 'No feed was read yet: the list that is shipped is in force. refresh-intel runs every six hours.'); // prettier-ignore
      return IntelligenceStatus.parse(JSON.parse(Buffer.from(got.body).toString('utf8')));
    },
  }),
];
