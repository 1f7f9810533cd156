import { baselineRoutes } from './baseline.ts';
import { candidateRoutes } from './candidates.ts';
import { clusterRoutes } from './clusters.ts';
import { findingRoutes } from './findings.ts';
import { graphRoutes } from './graph.ts';
import { incidentRoutes } from './incidents.ts';
import { intelligenceRoutes } from './intelligence.ts';
import { learningRoutes } from './learning.ts';
import type { Route } from './route.ts';
import { surroundingRoutes } from './surroundings.ts';

/** Every route of people, in the order of docs/api.md. */
export const routes: readonly Route[] = [
  ...clusterRoutes,
  ...graphRoutes,
  ...incidentRoutes,
  ...findingRoutes,
  ...surroundingRoutes,
  ...learningRoutes,
  ...candidateRoutes,
  ...baselineRoutes,
  ...intelligenceRoutes,
];
