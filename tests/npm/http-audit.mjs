// Runs the audits of GraphQL over HTTP of graphql-http against the server named as the argument. Fails unless every MUST
// and every SHOULD passes, and prints how many there were.
import { auditServer } from 'graphql-http';

const results = await auditServer({ url: process.argv[2] });
const counts = {};
for (const { name, status, reason } of results) {
  const level = name.split(' ')[0];
  counts[level] ??= { passed: 0, all: 0 };
  counts[level].all += 1;
  counts[level].passed += Number(status === 'ok');
  if (status !== 'ok') console.error(`${status}: ${name}: ${reason}`);
}
const levels = Object.entries(counts);
console.log(levels.map(([level, { passed, all }]) => `${level} ${passed}/${all}`).join(', '));
const isWhole = (level) => counts[level]?.all > 0 && counts[level].passed === counts[level].all;
process.exitCode = isWhole('MUST') && isWhole('SHOULD') ? 0 : 1;
