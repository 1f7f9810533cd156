import * as z from 'zod';

export const SurveyEnv = z.object({ TABLE_NAME: z.string().min(1) });
export type SurveyEnv = z.infer<typeof SurveyEnv>;
