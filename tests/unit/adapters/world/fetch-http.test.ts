// Goal: nothing is sent twice, and what fails in the middle is told as not known.
// Method: a server of bytes that drops a kept connection when it is used a second time, or half an answer.
import { expect, test } from "bun:test";
import { FetchHttp } from "../../../../src/adapters/world/fetch-http.ts";
import { nsPerSecond } from "../../../../src/domain/time.ts";
import type { HttpCall } from "../../../../src/ports/http.ts";

test.each(["POST", "PUT", "DELETE"] as const)("fetch: %s on a connection that has died: sent once", async (method) => {
  using server = new ByteServer(["HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na", undefined]);
  const http = new FetchHttp();
  expect(await http.send(server.call("GET", "first"))).toMatchObject({ kind: "answer", body: "a" });
  const result = await http.send(server.call(method, "second?signature=abc"));
  expect(result).toEqual({ kind: "failed", why: "ECONNRESET", neverArrived: false });
  expect(server.requests.filter((request) => request.includes("second"))).toHaveLength(1);
});

test("fetch: half an answer: nobody knows", async () => {
  using server = new ByteServer(["HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc"], true);
  const result = await new FetchHttp().send(server.call("POST", "order"));
  expect(result).toEqual({ kind: "failed", why: "ECONNRESET", neverArrived: false });
});

test("fetch: a redirection: is an answer, and not followed with the key", async () => {
  using server = new ByteServer(["HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n"]);
  const result = await new FetchHttp().send(server.call("GET", "order"));
  expect(result).toMatchObject({ kind: "answer", status: 302 });
  expect(server.requests).toHaveLength(1);
});

/** Answers requests with these bytes, one after the other; where there are none it drops the connection. */
class ByteServer implements Disposable {
  readonly requests: string[] = [];
  readonly #listener;

  constructor(answers: readonly (string | undefined)[], endsAfterEach = false) {
    this.#listener = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: {
        data: (socket, bytes) => {
          const answer = answers[this.requests.push(bytes.toString().split("\r\n", 1)[0]!) - 1];
          if (answer === undefined) socket.terminate();
          else socket.write(answer);
          if (endsAfterEach) socket.end();
        },
      },
    });
  }

  call(method: HttpCall["method"], path: string): HttpCall {
    const url = `http://127.0.0.1:${this.#listener.port}/${path}`;
    return { method, url, headers: [], body: "", timeoutNs: 10 * nsPerSecond };
  }

  [Symbol.dispose](): void {
    this.#listener.stop(true);
  }
}
