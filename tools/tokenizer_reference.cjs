// The ids of Hugging Face's own tokenizers (the Rust library, 0.22.2, as the npm package @anush008/tokenizers
// 0.6.0 carries it) for tools/make_tokenizer_goldens.py: reads lines {"file", "texts", "seconds"}, writes one
// answer a line.
const { Tokenizer } = require('@anush008/tokenizers');
const lines = require('readline').createInterface({ input: process.stdin });
const options = { addSpecialTokens: true };

async function answer({ file, texts, seconds }) {
  const tokenizer = Tokenizer.fromFile(file);
  const out = { ids: [], decoded: [], pair_ids: [], pair_types: [] };
  for (let i = 0; i < texts.length; ++i) {
    const ids = (await tokenizer.encode(texts[i], null, options)).getIds();
    out.ids.push(ids);
    out.decoded.push(await tokenizer.decode(ids, true));
    const pair = await tokenizer.encode(texts[i], seconds[i], options);
    out.pair_ids.push(pair.getIds());
    out.pair_types.push(pair.getTypeIds());
  }
  return out;
}

(async () => {
  for await (const line of lines) process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + '\n');
})();
