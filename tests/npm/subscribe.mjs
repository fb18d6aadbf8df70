// The clients that people use, against the real server: they subscribe, are cut off, and go on with `since` without
// missing anything or getting anything twice. Run by tests/api/clients.rs, which names the server and an admin's token.

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient as createSseClient } from "graphql-sse";
import { createClient as createWsClient } from "graphql-ws";
import WebSocket from "ws";

const url = process.argv[2];
const authorization = `Bearer ${process.argv[3]}`;

async function ask(query, variables) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization },
    body: JSON.stringify({ query, variables }),
  });
  const answer = await response.json();
  assert.equal(answer.errors, undefined, JSON.stringify(answer));
  return answer.data;
}

async function head() {
  return (await ask("{ changes(first: 1) { head } }")).changes.head;
}

async function register(name) {
  const data = await ask(
    `mutation($input: OrganizationRegisterInput!) {
      organizationRegister(input: $input, confirm: true) { organization { hsdsId } userErrors { code } }
    }`,
    { input: { name, description: "Untuk uji." } },
  );
  assert.deepEqual(data.organizationRegister.userErrors, []);
  return data.organizationRegister.organization.hsdsId;
}

async function confirm(id) {
  const data = await ask("mutation($id: ID!) { serviceConfirm(id: $id) { userErrors { code } } }", { id });
  assert.deepEqual(data.serviceConfirm.userErrors, []);
}

const CHANGED = `subscription($since: Position, $kinds: [String!]) {
  changed(since: $since, kinds: $kinds) { seq isResync change { operation kind id hsdsId } }
}`;

/// Keeps what a subscription says, so that a test can wait for it.
class Heard {
  events = [];
  failure = undefined;

  sink() {
    return {
      next: (answer) => {
        if (answer.errors) this.failure = answer.errors;
        else this.events.push(answer.data.changed);
      },
      error: (failure) => (this.failure = failure),
      complete: () => {},
    };
  }

  async count(count) {
    for (let waited = 0; waited < 200 && this.events.length < count && !this.failure; waited++) await sleep(50);
    assert.equal(this.failure, undefined, String(this.failure));
    await sleep(300);
    assert.equal(this.events.length, count, JSON.stringify(this.events));
    return this.events;
  }
}

/// Each way to subscribe: it begins, and gives back what cuts it off.
const transports = {
  "graphql-ws": (variables, heard) => {
    let socket;
    const client = createWsClient({
      url: url.replace(/^http/, "ws"),
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
      retryAttempts: 0,
      on: { opened: (opened) => (socket = opened) },
    });
    client.subscribe({ query: CHANGED, variables }, heard.sink());
    return () => socket.terminate();
  },
  "graphql-sse": (variables, heard) => {
    const client = createSseClient({ url, headers: { authorization }, retryAttempts: 0 });
    const cut = client.subscribe({ query: CHANGED, variables }, heard.sink());
    return () => {
      cut();
      client.dispose();
    };
  },
};

const services = (await ask("{ services(first: 2) { nodes { id hsdsId } } }")).services.nodes;

for (const [name, subscribe] of Object.entries(transports)) {
  const before = new Heard();
  const cut = subscribe({ since: await head(), kinds: ["Organization", "Service"] }, before);
  const service = services.pop();
  const made = [await register(`Satu ${name}`), await register(`Dua ${name}`)];
  await confirm(service.id);
  const first = await before.count(3);
  assert.deepEqual(first.map((event) => event.change.hsdsId), [...made, service.hsdsId]);
  assert.deepEqual(first.map((event) => event.change.operation), ["CREATE", "CREATE", "UPDATE"]);
  assert.equal(first[2].change.id, service.id);
  assert.ok(first.every((event) => !event.isResync));

  cut();
  made.push(await register(`Tiga ${name}`));
  const after = new Heard();
  const end = subscribe({ since: first[2].seq, kinds: ["Organization"] }, after);
  made.push(await register(`Empat ${name}`));
  const second = await after.count(2);
  assert.deepEqual(second.map((event) => event.change.hsdsId), made.slice(2));
  end();
  console.log(`${name}: subscribed, was cut off and went on`);
}

// A token that does not hold is refused as a socket, and as a request.
const refused = await new Promise((resolve) => {
  const client = createWsClient({
    url: url.replace(/^http/, "ws"),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: "Bearer jbt_none" },
    retryAttempts: 0,
  });
  client.subscribe({ query: CHANGED }, { next() {}, complete() {}, error: resolve });
});
assert.equal(refused.code, 4403);
const sse = createSseClient({ url, headers: { authorization: "Bearer jbt_none" }, retryAttempts: 0 });
const failure = await new Promise((resolve) => {
  sse.subscribe({ query: CHANGED }, { next() {}, complete() {}, error: resolve });
});
assert.equal(failure.response.status, 401);

// An operation that ends by itself is read to its end by both clients.
for (const client of [
  createWsClient({ url: url.replace(/^http/, "ws"), webSocketImpl: WebSocket, retryAttempts: 0 }),
  createSseClient({ url, retryAttempts: 0 }),
]) {
  const answers = [];
  await new Promise((complete, error) => {
    const next = (answer) => answers.push(answer);
    client.subscribe({ query: "subscription { registrationQueued { seq } }" }, { next, complete, error });
  });
  assert.equal(answers.length, 1);
  assert.equal(answers[0].errors[0].extensions.code, "UNAUTHENTICATED");
}
console.log("done");
process.exit(0);
