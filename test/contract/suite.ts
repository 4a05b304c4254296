import { describe, test } from 'vitest';
import type { ContractCheck } from './checks/check.ts';
import { declaredChecks } from './checks/declared.ts';
import { faultChecks } from './checks/faults.ts';
import { inboundChecks } from './checks/inbound.ts';
import { outboundChecks } from './checks/outbound.ts';
import { routeChecks } from './checks/routes.ts';
import type { ContractHarness } from './harness.ts';

/** Every promise of the channel contract, as plain checks: a test of the suite can run them over a broken channel. */
export const contractChecks: readonly ContractCheck[] = [
  ...declaredChecks,
  ...outboundChecks,
  ...inboundChecks,
  ...faultChecks,
  ...routeChecks,
];

/** The checks that this channel's capabilities promise. */
export const checksFor = (harness: ContractHarness): ContractCheck[] =>
  contractChecks.filter((check) => check.applies?.(harness) ?? true);

/**
 * Holds one channel to the contract. `test/contract/<channel>.test.ts` calls it with the channel's harness (and
 * may call it again for another way of running it, such as a webhook instead of polling).
 */
export function channelContract(name: string, harness: ContractHarness): void {
  describe(`the ${name} channel keeps the contract`, () => {
    for (const check of checksFor(harness)) test(check.name, () => check.run(harness));
  });
}
