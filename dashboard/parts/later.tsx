import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Refused } from '../app/api.ts';
import { Empty, Loaded } from './bits.tsx';

/** Like `Loaded`, for what this installation may not have: then it says that instead of an error. */
export function LoadedIfAny<Data>({ of, what, absent, children }: { of: UseQueryResult<Data>; what: string; absent: string; children: (data: Data) => ReactNode }): ReactNode {
  if (of.data === undefined && of.error instanceof Refused && of.error.status === 404) return <Empty title={`There is no ${what} yet`} picture="wait"><p>{absent}</p></Empty>;
  return <Loaded of={of} what={what}>{children}</Loaded>;
} // prettier-ignore
