import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.mjs';
import { K6_VERSION } from './pins.mjs';

const RELEASES = `https://github.com/grafana/k6/releases/download/v${K6_VERSION}`;
const CONNECT_MS = 5000;
const DOWNLOAD_MS = 180_000;

/** The release's name of this platform; undefined where k6 publishes no binary for it. */
export function releaseAsset(platform = process.platform, arch = process.arch) {
  const cpu = { x64: 'amd64', arm64: 'arm64' }[/** @type {'x64' | 'arm64'} */ (arch)];
  if (cpu === undefined) return undefined;
  if (platform === 'linux') return `k6-v${K6_VERSION}-linux-${cpu}.tar.gz`;
  if (platform === 'darwin') return `k6-v${K6_VERSION}-macos-${cpu}.zip`;
  return undefined;
}

/**
 * The SHA-256 of one file in a checksums file (`<hex>  <name>` lines).
 * @param {string} text
 * @param {string} asset
 */
export function checksumOf(text, asset) {
  for (const line of text.split('\n')) {
    const [hex, name] = line.trim().split(/\s+/);
    if (name === asset && hex !== undefined && /^[0-9a-f]{64}$/.test(hex)) return hex;
  }
  throw new Error(`the release's checksums do not name ${asset}`);
}

/**
 * Downloads the official release into `folder` as `k6`. Throws soon where there is no internet, and where the checksum differs.
 * @param {string} folder
 * @param {(share: number | undefined, doing?: string) => void} report
 */
export async function downloadK6(folder, report) {
  const asset = releaseAsset();
  if (asset === undefined) throw new Error(`k6 publishes no binary for ${process.platform} on ${process.arch}`);
  const sums = await (await get(`${RELEASES}/k6-v${K6_VERSION}-checksums.txt`)).text();
  const expected = checksumOf(sums, asset);
  const response = await get(`${RELEASES}/${asset}`);
  const total = Number(response.headers.get('content-length')) || undefined;
  const hash = createHash('sha256');
  /** @type {Uint8Array[]} */
  const chunks = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    hash.update(chunk);
    size += chunk.length;
    report(total && size / total, `${Math.round(size / 1e6)} MB`);
  }
  const actual = hash.digest('hex');
  if (actual !== expected) throw new Error(`the checksum of ${asset} is ${actual}, but the release says ${expected}`);
  const archive = join(folder, asset);
  writeFileSync(archive, Buffer.concat(chunks));
  const unpacked = join(folder, 'unpacked');
  mkdirSync(unpacked);
  const unpack = asset.endsWith('.zip')
    ? ['unzip', '-q', archive, '-d', unpacked]
    : ['tar', '-xzf', archive, '-C', unpacked];
  await runCommand(/** @type {string} */ (unpack[0]), unpack.slice(1), { advice: `install ${unpack[0]}` });
  const inside = readdirSync(unpacked, { recursive: true })
    .map(String)
    .find((name) => /(^|\/)k6$/.test(name));
  if (inside === undefined) throw new Error(`${asset} holds no k6`);
  renameSync(join(unpacked, inside), join(folder, 'k6'));
  chmodSync(join(folder, 'k6'), 0o755);
}

/** @param {string} url */
async function get(url) {
  const abort = new AbortController();
  const connecting = setTimeout(() => abort.abort(new Error(`no answer within ${CONNECT_MS / 1000} s`)), CONNECT_MS);
  const response = await fetch(url, { signal: AbortSignal.any([abort.signal, AbortSignal.timeout(DOWNLOAD_MS)]) });
  clearTimeout(connecting);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response;
}
