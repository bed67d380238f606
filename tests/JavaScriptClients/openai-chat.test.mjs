import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';
import { breakingGrammar, checkPaint, collect, gateway, question, schema } from './mesh.mjs';

const client = new OpenAI({ baseURL: `${gateway}/v1`, apiKey: 'none', maxRetries: 0 });
const model = (await client.models.list()).data[0].id;
const messages = [{ role: 'user', content: question }];
const paint = { type: 'function', function: { name: 'paint', description: 'Paints the room.', parameters: schema, strict: true } };

test('a streamed chat has the text and usage of a whole one', async () => {
  const request = { model, messages, temperature: 0 };
  const whole = await client.chat.completions.create(request);
  const chunks = await collect(await client.chat.completions.create({ ...request, stream: true, stream_options: { include_usage: true } }));

  assert.equal(whole.choices[0].finish_reason, 'stop');
  assert.ok(whole.choices[0].message.content.length > 0);
  assert.equal(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join(''), whole.choices[0].message.content);
  assert.equal(chunks.at(-1).usage.completion_tokens, whole.usage.completion_tokens);
});

test('the helper for streams puts a chat together', async () => {
  const stream = client.chat.completions.stream({ model, messages, temperature: 0, n: 2, seed: 1 });
  const final = await stream.finalChatCompletion();
  assert.equal(final.choices.length, 2);
  assert.ok(final.choices.every((choice) => choice.finish_reason === 'stop' && choice.message.content === final.choices[0].message.content));
});

test('JSON of a schema', async () => {
  const response_format = { type: 'json_schema', json_schema: { name: 'paint', schema, strict: true } };
  const whole = await client.chat.completions.parse({ model, messages, seed: 2, response_format });
  const streamed = await client.chat.completions.stream({ model, messages, seed: 2, response_format }).finalContent();
  checkPaint(whole.choices[0].message.content);
  assert.equal(streamed, whole.choices[0].message.content);
});

test('a tool call, streamed and not, and its result', async () => {
  const request = { model, messages, seed: 3, tools: [paint], tool_choice: 'required', parallel_tool_calls: false };
  const whole = await client.chat.completions.create(request);
  const streamed = await client.chat.completions.stream(request).finalChatCompletion();

  for (const { choices: [choice] } of [whole, streamed]) {
    assert.equal(choice.finish_reason, 'tool_calls');
    assert.equal(choice.message.tool_calls.length, 1);
    assert.equal(choice.message.tool_calls[0].function.name, 'paint');
    checkPaint(choice.message.tool_calls[0].function.arguments);
  }
  assert.equal(streamed.choices[0].message.tool_calls[0].function.arguments, whole.choices[0].message.tool_calls[0].function.arguments);

  const { message } = whole.choices[0];
  const result = { role: 'tool', tool_call_id: message.tool_calls[0].id, content: 'done' };
  const next = await client.chat.completions.create({ model, messages: [...messages, message, result], tools: [paint], max_tokens: 8 });
  assert.ok(['stop', 'length', 'tool_calls'].includes(next.choices[0].finish_reason));
});

test('the tool runner calls the function', async () => {
  const calls = [];
  const tool = { type: 'function', function: { ...paint.function, parse: JSON.parse, function: (given) => calls.push(given) } };
  await client.chat.completions.runTools({ model, messages, tools: [tool], tool_choice: { type: 'function', function: { name: 'paint' } } }).done();
  assert.equal(calls.length, 1);
  checkPaint(calls[0]);
});

test('log-probabilities, streamed and not', async () => {
  const request = { model, messages, temperature: 0, logprobs: true, top_logprobs: 3 };
  const whole = await client.chat.completions.create(request);
  const chunks = await collect(await client.chat.completions.create({ ...request, stream: true }));

  const tokens = whole.choices[0].logprobs.content;
  assert.equal(Buffer.from(tokens.flatMap((token) => token.bytes)).toString(), whole.choices[0].message.content);
  assert.equal(tokens.length, whole.usage.completion_tokens);
  assert.ok(tokens.every((token) => token.top_logprobs.length === 3 && token.top_logprobs[0].logprob === token.logprob));
  assert.deepEqual(chunks.flatMap((chunk) => chunk.choices[0]?.logprobs?.content ?? []), tokens);
});

test('a completion, streamed and not', async () => {
  const request = { model, prompt: 'Once upon a time', temperature: 0, max_tokens: 10, logprobs: 1 };
  const whole = await client.completions.create(request);
  const chunks = await collect(await client.completions.create({ ...request, stream: true }));
  assert.equal(whole.choices[0].logprobs.tokens.length, 10);
  assert.equal(chunks.map((chunk) => chunk.choices[0].text).join(''), whole.choices[0].text);
});

test('errors are of the kinds that the package has for them', async () => {
  await assert.rejects(client.chat.completions.create({ model: 'gpt-9', messages }), (error) => {
    assert.ok(error instanceof OpenAI.NotFoundError);
    assert.equal(error.code, 'model_not_found');
    assert.ok(error.requestID);
    return true;
  });
  await assert.rejects(client.chat.completions.create({ model, messages, temperature: 9, stream: true }), (error) => {
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.equal(error.param, 'temperature');
    return true;
  });
});

test('a stream that breaks off throws', async () => {
  const stream = await client.chat.completions.create({ model, messages, grammar: breakingGrammar, stream: true });
  await assert.rejects(collect(stream), (error) => error instanceof OpenAI.APIError && error.message.includes('ambiguous'));
});
