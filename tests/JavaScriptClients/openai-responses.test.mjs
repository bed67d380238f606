import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';
import { breakingGrammar, checkPaint, collect, gateway, question, schema } from './mesh.mjs';

const client = new OpenAI({ baseURL: `${gateway}/v1`, apiKey: 'none', maxRetries: 0 });
const model = (await client.models.list()).data[0].id;
const paint = { type: 'function', name: 'paint', description: 'Paints the room.', parameters: schema, strict: true };

test('a response is the answer of a chat', async () => {
  const response = await client.responses.create({ model, instructions: 'Be kind.', input: question, temperature: 0 });
  const chat = await client.chat.completions.create({
    model, messages: [{ role: 'system', content: 'Be kind.' }, { role: 'user', content: question }], temperature: 0,
  });

  assert.equal(response.status, 'completed');
  assert.equal(response.output_text, chat.choices[0].message.content);
  assert.equal(response.usage.input_tokens, chat.usage.prompt_tokens);
  assert.equal(response.usage.output_tokens, chat.usage.completion_tokens);
  assert.equal(response.instructions, 'Be kind.');
});

test('a streamed response has the events and the text of a whole one', async () => {
  const request = { model, input: [{ role: 'user', content: [{ type: 'input_text', text: question }] }], temperature: 0 };
  const whole = await client.responses.create(request);
  const events = await collect(await client.responses.create({ ...request, stream: true }));
  const final = await client.responses.stream(request).finalResponse();

  assert.deepEqual(events.map((event) => event.sequence_number), events.map((_, index) => index));
  const types = events.map((event) => event.type);
  assert.deepEqual([...new Set(types)], [
    'response.created', 'response.in_progress', 'response.output_item.added', 'response.content_part.added', 'response.output_text.delta',
    'response.output_text.done', 'response.content_part.done', 'response.output_item.done', 'response.completed',
  ]);
  const deltas = events.filter((event) => event.type === 'response.output_text.delta');
  assert.ok(deltas.length > 1);
  assert.equal(deltas.map((event) => event.delta).join(''), whole.output_text);
  assert.equal(events.at(-1).response.output[0].content[0].text, whole.output_text);
  assert.equal(final.output_text, whole.output_text);
  assert.equal(final.usage.output_tokens, whole.usage.output_tokens);
});

test('an answer that is cut off is incomplete', async () => {
  const request = { model, input: question, temperature: 0, max_output_tokens: 3 };
  for (const response of [await client.responses.create(request), await client.responses.stream(request).finalResponse()]) {
    assert.equal(response.status, 'incomplete');
    assert.equal(response.incomplete_details.reason, 'max_output_tokens');
    assert.equal(response.usage.output_tokens, 3);
  }
});

test('JSON of a schema', async () => {
  const request = { model, input: question, seed: 2, text: { format: { type: 'json_schema', name: 'paint', schema, strict: true } } };
  const whole = await client.responses.parse(request);
  checkPaint(whole.output_text);
  assert.equal((await client.responses.stream(request).finalResponse()).output_text, whole.output_text);
});

test('a tool call, streamed and not, and its result', async () => {
  const request = { model, input: [{ role: 'user', content: question }], seed: 3, tools: [paint], tool_choice: 'required', parallel_tool_calls: false };
  const whole = await client.responses.create(request);
  const streamed = await client.responses.stream(request).finalResponse();

  for (const { output } of [whole, streamed]) {
    assert.deepEqual(output.map((item) => [item.type, item.name]), [['function_call', 'paint']]);
    checkPaint(output[0].arguments);
  }
  assert.equal(streamed.output[0].arguments, whole.output[0].arguments);

  const input = [...request.input, ...whole.output, { type: 'function_call_output', call_id: whole.output[0].call_id, output: 'done' }];
  const next = await client.responses.create({ model, input, tools: [paint], tool_choice: 'none', max_output_tokens: 8 });
  assert.equal(next.output[0].type, 'message');
});

test('log-probabilities, streamed and not', async () => {
  const request = { model, input: question, temperature: 0, include: ['message.output_text.logprobs'], top_logprobs: 2 };
  const whole = await client.responses.create(request);
  const events = await collect(await client.responses.create({ ...request, stream: true }));

  const tokens = whole.output[0].content[0].logprobs;
  assert.equal(tokens.length, whole.usage.output_tokens);
  assert.equal(Buffer.from(tokens.flatMap((token) => token.bytes)).toString(), whole.output_text);
  assert.ok(tokens.every((token) => token.top_logprobs.length === 2));
  assert.deepEqual(events.filter((event) => event.type === 'response.output_text.delta').flatMap((event) => event.logprobs), tokens);
});

test('what needs a memory is refused by name', async () => {
  const fields = { previous_response_id: 'resp_1', conversation: 'conv_1', store: true, background: true };
  for (const [field, value] of Object.entries(fields)) {
    await assert.rejects(
      client.responses.create({ model, input: question, [field]: value }),
      (error) => error instanceof OpenAI.BadRequestError && error.param === field && error.message.includes('store'));
  }
  await assert.rejects(client.responses.retrieve('resp_1'), OpenAI.NotFoundError);
});

test('errors are of the kinds that the package has for them', async () => {
  await assert.rejects(client.responses.create({ model: 'gpt-9', input: question }), OpenAI.NotFoundError);
  await assert.rejects(
    client.responses.create({ model, input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'x' }] }] }),
    (error) => error instanceof OpenAI.BadRequestError && error.param === 'input[0].content[0].type');
});

test('a stream that breaks off throws', async () => {
  const request = { model, input: question, grammar: breakingGrammar };
  const broken = (error) => error instanceof OpenAI.APIError && error.message.includes('ambiguous');
  await assert.rejects(collect(await client.responses.create({ ...request, stream: true })), broken);
  await assert.rejects(client.responses.stream(request).finalResponse(), broken);
});
