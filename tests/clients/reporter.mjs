// A test reporter that prints the result of each test as a line of JSON for pytest.

import { inspect } from "node:util";

export default async function* reporter(events) {
  for await (const { type, data } of events) {
    if (type === "test:pass" || type === "test:fail") {
      const error = data.details.error?.cause ?? data.details.error;
      const why = type === "test:fail" ? inspect(error, { depth: 4 }) : "";
      const isSkipped = data.skip !== undefined || data.todo !== undefined;
      const passed = type === "test:pass" && !isSkipped;
      yield `${JSON.stringify({ name: data.name, passed, why })}\n`;
    }
  }
}
