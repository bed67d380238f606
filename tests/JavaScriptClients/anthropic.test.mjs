import assert from 'node:assert/strict';
import { test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { breakingGrammar, checkPaint, collect, gateway, question, schema } from './mesh.mjs';

const client = new Anthropic({ baseURL: gateway, apiKey: 'none', maxRetries: 0 });
const { data } = await (await fetch(`${gateway}/v1/models`)).json();
const common = { model: data[0].id, max_tokens: 200, temperature: 0, messages: [{ role: 'user', content: question }] };
const paint = { name: 'paint', description: 'Paints the room.', input_schema: schema };

test('a streamed message has the events and the text of a whole one', async () => {
  const request = { ...common, system: [{ type: 'text', text: 'Be kind.' }], metadata: { user_id: 'me' } };
  const whole = await client.messages.create(request);
  const events = await collect(await client.messages.create({ ...request, stream: true }));
  const final = await client.messages.stream(request).finalMessage();

  assert.equal(whole.role, 'assistant');
  assert.equal(whole.stop_reason, 'end_turn');
  assert.ok(whole.usage.output_tokens > 0);
  assert.ok(whole._request_id);
  assert.deepEqual([...new Set(events.map((event) => event.type))], [
    'message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop',
  ]);
  const deltas = events.filter((event) => event.type === 'content_block_delta');
  assert.ok(deltas.length > 1);
  assert.equal(deltas.map((event) => event.delta.text).join(''), whole.content[0].text);
  assert.deepEqual(final.content, whole.content);
  assert.equal(final.usage.output_tokens, whole.usage.output_tokens);
});

test('tokens are counted as they are charged, cached or not', async () => {
  const { max_tokens, temperature, ...counted } = common;
  const { input_tokens } = await client.messages.countTokens({ ...counted, tools: [paint] });
  const { usage } = await client.messages.create({ ...common, tools: [paint], max_tokens: 1 });
  const again = (await client.messages.create({ ...common, tools: [paint], max_tokens: 1 })).usage;
  assert.equal(usage.input_tokens + usage.cache_read_input_tokens, input_tokens);
  assert.equal(again.input_tokens + again.cache_read_input_tokens, input_tokens);
  assert.ok(again.cache_read_input_tokens > 0);
});

test('the reason of the end is told', async () => {
  const whole = await client.messages.create(common);
  const word = whole.content[0].text.split(' ')[2];
  const stopped = await client.messages.create({ ...common, stop_sequences: ['never there', word] });
  const streamed = await client.messages.stream({ ...common, stop_sequences: ['never there', word] }).finalMessage();
  const cut = await client.messages.create({ ...common, max_tokens: 3 });

  for (const message of [stopped, streamed]) {
    assert.deepEqual([message.stop_reason, message.stop_sequence], ['stop_sequence', word]);
    assert.equal(message.content[0].text, whole.content[0].text.split(word)[0]);
  }
  assert.deepEqual([cut.stop_reason, cut.usage.output_tokens], ['max_tokens', 3]);
});

test('JSON of a schema', async () => {
  const request = { ...common, output_config: { format: { type: 'json_schema', schema } } };
  const whole = await client.messages.parse(request);
  checkPaint(whole.content[0].text);
  assert.equal(await client.messages.stream(request).finalText(), whole.content[0].text);
});

test('a tool call, streamed and not, and its result', async () => {
  const request = { ...common, tools: [paint], tool_choice: { type: 'any', disable_parallel_tool_use: true } };
  const whole = await client.messages.create(request);
  let json = '';
  const stream = client.messages.stream(request).on('inputJson', (delta) => (json += delta));
  const streamed = await stream.finalMessage();

  for (const { stop_reason, content } of [whole, streamed]) {
    assert.equal(stop_reason, 'tool_use');
    assert.deepEqual(content.map((block) => [block.type, block.name]), [['tool_use', 'paint']]);
    checkPaint(content[0].input);
  }
  assert.deepEqual(JSON.parse(json), whole.content[0].input);

  const result = { type: 'tool_result', tool_use_id: whole.content[0].id, content: [{ type: 'text', text: 'done' }] };
  const messages = [...common.messages, { role: 'assistant', content: whole.content }, { role: 'user', content: [result] }];
  const next = await client.messages.create({ ...common, messages, tools: [paint], tool_choice: { type: 'none' }, max_tokens: 8 });
  assert.equal(next.content[0].type, 'text');
});

test('errors are of the kinds that the package has for them', async () => {
  await assert.rejects(client.messages.create({ ...common, model: 'claude-9' }), (error) => {
    assert.ok(error instanceof Anthropic.NotFoundError);
    assert.equal(error.type, 'not_found_error');
    assert.equal(error.error.request_id, error.requestID);
    return true;
  });
  await assert.rejects(client.messages.stream({ ...common, max_tokens: 0 }).finalMessage(), (error) => {
    assert.ok(error instanceof Anthropic.BadRequestError);
    assert.equal(error.type, 'invalid_request_error');
    return error.message.includes('max_tokens');
  });
});

test('a stream that breaks off throws', async () => {
  const request = { ...common, grammar: breakingGrammar };
  const broken = (error) => error instanceof Anthropic.APIError && error.message.includes('ambiguous');
  await assert.rejects(collect(await client.messages.create({ ...request, stream: true })), broken);
  await assert.rejects(client.messages.stream(request).finalMessage(), broken);
});
