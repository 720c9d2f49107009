import { COST_GROUPS } from '../../../../../lib/cli/simulate/page/costs-chart.ts';
import { type Bill, totalOf } from '../../../../../lib/compare/report/bill.ts';

/** A digit for each part, so that a sum tells which are in it. */
const BILL: Bill = {
  ...{ spot: 1, onDemand: 1e1, codeBuild: 1e2, bastion: 1e3, ebs: 1e4, ipv4: 1e5 },
  ...{ lambda: 1e6, apiGateway: 1e7, dynamodb: 1e8, stepFunctions: 1e9, cloudWatch: 1e10 },
};

test('the bars of the chart have each part of the bill once', () => {
  expect(COST_GROUPS.reduce((all, { of }) => all + of(BILL), 0)).toBe(totalOf(BILL));
});
