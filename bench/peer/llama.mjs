// Measures llama.cpp, as prebuilt in the npm packages of node-llama-cpp, and prints one JSON line:
//
//   node llama.mjs --addon FILE --model FILE --threads N --prefill-tokens N --decode-tokens N
//
// The protocol is that of `cmdai bench`: load; one warm-up of the same prefill and one decoding
// step, so that what is done at the first use is not counted; an empty context again; the timed
// prefill, which ends with the choice of the next token; the timed greedy decoding.
//
// It drives the package's native addon (llama-addon.node) itself, for the package's public classes
// add about 0.4 ms of JavaScript to each token and read the model's metadata a second time, which
// would be charged to llama.cpp. llama.cpp picks its CPU library itself.
//
// Figures are milliseconds and bytes. `library` is the CPU library that was loaded;
// `runtime_rss_bytes` is what Node.js occupied before llama.cpp was loaded: it is part of
// `peak_rss_bytes`, though no fault of llama.cpp. `tokens` are the ids that were decoded.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";

const ERROR_LEVEL = 2;  // of the addon's log levels: fatal 1, error 2, warning 3, ...

function readOptions() {
  const number = { type: "string" };
  const { values } = parseArgs({
    options: {
      addon: { type: "string" },
      model: { type: "string" },
      threads: number,
      "prefill-tokens": number,
      "decode-tokens": number,
    },
  });
  const options = {
    addon: values.addon,
    model: values.model,
    threads: Number(values.threads),
    nPrefill: Number(values["prefill-tokens"]),
    nDecode: Number(values["decode-tokens"]),
  };
  const counts = [options.threads, options.nPrefill, options.nDecode];
  const isCount = (value) => Number.isInteger(value) && value > 0;
  if (!options.addon || !options.model || !counts.every(isCount)) {
    throw new Error("needed: --addon, --model, --threads, --prefill-tokens, --decode-tokens");
  }
  return options;
}

// A field of /proc/self/status that is given in kB, in bytes; null where there is no /proc.
function statusBytes(field) {
  try {
    const status = fs.readFileSync("/proc/self/status", "utf8");
    const match = status.match(new RegExp(`^${field}:\\s*(\\d+) kB`, "m"));
    return match ? Number(match[1]) * 1024 : null;
  } catch {
    return null;
  }
}

// The name of the CPU library of llama.cpp that this process has mapped.
function loadedCpuLibrary() {
  try {
    const match = fs.readFileSync("/proc/self/maps", "utf8").match(/libggml-cpu[^/\s]*\.so/);
    return match ? match[0] : "built in";
  } catch {
    return "unknown";
  }
}

// Ids that every vocabulary of ours has, always the same ones.
function makePrompt(length) {
  return Array.from({ length }, (_, i) => 100 + ((i * 7919) % 40000));
}

// llama.cpp itself, with the backends that lie beside the addon.
async function openLlama(addon) {
  const llama = createRequire(import.meta.url)(path.resolve(addon));
  llama.markLoaded();
  llama.setLoggerLogLevel(ERROR_LEVEL);
  llama.setLogger((level, message) => {
    if (level <= ERROR_LEVEL) process.stderr.write(message);
  });
  llama.loadBackends();
  if (llama.getGpuType() === undefined) llama.loadBackends(path.dirname(path.resolve(addon)));
  await llama.init();
  return llama;
}

// A model with a context of one sequence, set up as the package's own classes do by default: the
// file is mapped, the batch holds the whole prefill, flash attention as llama.cpp sees fit.
class Peer {
  static async load(llama, options) {
    const peer = new Peer();
    peer.model = new llama.AddonModel(options.model, {
      addonExports: llama, gpuLayers: 0, useMmap: true,
    });
    if (!await peer.model.init()) throw new Error(`llama.cpp cannot load ${options.model}`);
    const nTokens = options.nPrefill + options.nDecode + 1;
    peer.context = new llama.AddonContext(peer.model, {
      contextSize: Math.ceil(nTokens / 256) * 256, batchSize: options.nPrefill, sequences: 1,
      flashAttention: "auto", threads: options.threads,
    });
    if (!await peer.context.init()) throw new Error("llama.cpp cannot make a context");
    peer.sampler = new llama.AddonSampler(peer.model);
    peer.sampler.applyConfig({ temperature: 0 });
    peer.clear();
    return peer;
  }

  clear() {
    this.context.disposeSequence(0);
    this.length = 0;
  }

  // Evaluates `tokens` in one batch, with logits for the last; gives the likeliest next token.
  async evaluate(tokens) {
    this.context.initBatch(tokens.length);
    const last = Uint32Array.of(tokens.length - 1);
    const [row] = this.context.addToBatch(0, this.length, Uint32Array.from(tokens), last);
    await this.context.decodeBatch();
    this.length += tokens.length;
    return this.context.sampleToken(row, this.sampler);
  }
}

async function measure(options) {
  const runtimeRss = statusBytes("VmRSS");
  const llama = await openLlama(options.addon);

  const loadStart = performance.now();
  const peer = await Peer.load(llama, options);
  const loadMs = performance.now() - loadStart;

  const prompt = makePrompt(options.nPrefill);
  await peer.evaluate([await peer.evaluate(prompt)]);
  peer.clear();

  const prefillStart = performance.now();
  let token = await peer.evaluate(prompt);
  const prefillMs = performance.now() - prefillStart;

  const tokens = [token];
  const decodeStart = performance.now();
  for (let i = 0; i < options.nDecode; ++i) tokens.push(token = await peer.evaluate([token]));
  const decodeMs = performance.now() - decodeStart;

  const lastPosition = peer.context.getSequenceKvCacheMaxPosition(0);
  if (lastPosition !== options.nPrefill + options.nDecode - 1) {
    throw new Error(`llama.cpp evaluated ${lastPosition + 1} tokens`);
  }
  if (peer.context.getThreads() !== options.threads) {
    throw new Error(`llama.cpp ran on ${peer.context.getThreads()} threads`);
  }
  return {
    load_ms: loadMs,
    prefill_ms: prefillMs,
    decode_ms_per_token: decodeMs / options.nDecode,
    peak_rss_bytes: statusBytes("VmHWM"),
    runtime_rss_bytes: runtimeRss,
    library: loadedCpuLibrary(),
    tokens,
  };
}

const result = await measure(readOptions());
process.stdout.write(JSON.stringify(result) + "\n", () => process.exit(0));
