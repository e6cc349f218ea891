// Comments of a file that a picture editor has written come back to where they stood.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { test } from "node:test";
import { build } from "esbuild";

async function keeper() {
  const folder = mkdtempSync(join(tmpdir(), "comments-"));
  try {
    const outfile = join(folder, "comments.mjs");
    const entry = fileURLToPath(new URL("../console/src/features/flows/edit/xml_comments.ts", import.meta.url));
    await build({ entryPoints: [entry], bundle: true, format: "esm", outfile, logLevel: "error" });
    return (await import(pathToFileURL(outfile).href)).keep_comments;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const k_before = `<?xml version="1.0"?>
<!-- licence -->
<d:defs id="defs">
  <!-- the first -->
  <p id="p">
    <!-- before a -->
    <a id="a"><x><![CDATA[<!-- no comment -->]]></x></a>
    <b id="b" note="a &gt; b"/><!-- after b -->
    <gone id="gone"><!-- in what goes --><c id="c"/></gone>
  </p>
</d:defs>
<!-- the end -->
`;
const k_written = `<?xml version="1.0"?>
<d:defs id="defs">
  <p id="p">
    <b id="b" note="a &gt; b" />
    <a id="a">
      <x><![CDATA[<!-- no comment -->]]></x>
    </a>
    <new id="new" />
  </p>
</d:defs>
`;

test("comments come back beside what they stood beside, whatever moved or went", async () => {
  const keep = await keeper();
  const kept = keep(k_before, k_written);
  assert.equal(
    kept,
    `<?xml version="1.0"?>
<!-- licence -->
<d:defs id="defs">
  <!-- the first -->
  <p id="p">
    <b id="b" note="a &gt; b" />
    <!-- before a -->
    <a id="a">
      <x><![CDATA[<!-- no comment -->]]></x>
    </a>
    <new id="new" />
    <!-- after b -->
    <!-- in what goes -->
  </p>
</d:defs>
<!-- the end -->
`,
  );
  assert.equal(keep(kept, k_written), keep(kept, kept), "written again, each comment stands there once");
  assert.equal(keep(kept, kept), kept);
  assert.equal(keep("<a", k_written), k_written, "what cannot be read is left as it was written");
});
