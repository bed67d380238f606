// What the tests of both SDKs have in common.

/** Address of the gateway that they run against. */
export const gateway = process.env.SPECMESH_GATEWAY ?? 'http://localhost:8080';

/** A question that the bundled model answers in a few dozen tokens. */
export const question = 'Calculate 25 - 18.';

/** Short, and with an end: the bundled model knows little JSON. */
export const schema = {
  type: 'object',
  properties: { color: { enum: ['red', 'green', 'blue'] }, count: { type: 'integer', minimum: 0, maximum: 20 } },
  required: ['color', 'count'],
  additionalProperties: false,
};

/** Each letter doubles the ways to read the text, so an answer breaks off after some of them. */
export const breakingGrammar = 'root ::= "a" root "b" | "a" root "c"';

/** Fails unless the value, JSON as text or as an object, fits the schema. */
export function checkPaint(value) {
  const { color, count, ...rest } = typeof value === 'string' ? JSON.parse(value) : value;
  if (!schema.properties.color.enum.includes(color)) throw new Error(`color is ${color}`);
  if (!Number.isInteger(count) || count < 0 || count > 20) throw new Error(`count is ${count}`);
  if (Object.keys(rest).length > 0) throw new Error(`there is more: ${Object.keys(rest)}`);
}

/** All items of a stream. */
export async function collect(stream) {
  const items = [];
  for await (const item of stream) items.push(item);
  return items;
}
