import { systemClock } from '../adapters/clock.ts';

export const planted = systemClock;
