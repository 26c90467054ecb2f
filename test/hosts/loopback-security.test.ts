import { mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../main/csp.ts';
import { LoopbackKit } from './loopback-kit.ts';

let kit: LoopbackKit;
let cookie: string;
beforeAll(async () => {
  kit = await LoopbackKit.start();
  await kit.waitFor('ready');
  cookie = await kit.signIn();
});
afterAll(() => kit.close());

const json = { 'Content-Type': 'application/json' };
const bearer = (): Record<string, string> => ({ ...json, Authorization: `Bearer ${kit.host.token}` });

describe('signing in', () => {
  it('swaps the token for a strict, script-proof cookie and a clean address', async () => {
    const { search } = new URL(kit.host.url);
    const answer = await kit.request(`/${search}`);
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^steward-${kit.host.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    );
    expect(answer.headers['set-cookie']?.[0]).not.toContain(search.slice('?token='.length));
  });

  it('serves the workbench to the session, with every security header', async () => {
    const answer = await kit.request('/', { headers: { Cookie: cookie } });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<title>Steward</title>');
    expect(answer.headers['content-security-policy']).toBe(contentSecurityPolicy);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
    expect(answer.headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(answer.headers['cache-control']).toBe('no-cache');
  });

  it('lets named assets be kept and says their type', async () => {
    const answer = await kit.request('/assets/app-1a2b.js', { headers: { Cookie: cookie } });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(answer.headers['cache-control']).toContain('immutable');
  });

  it('refuses a visit without a token', async () => {
    expect(await kit.request('/')).toMatchObject({ status: 401, code: 'UNAUTHORISED' });
    expect(await kit.request('/assets/app-1a2b.js')).toMatchObject({ status: 401 });
    expect(await kit.request('/status')).toMatchObject({ status: 401 });
  });

  it('refuses a wrong token, and a wrong or foreign cookie', async () => {
    expect(await kit.request('/?token=wrong')).toMatchObject({ status: 403, code: 'TOKEN_USED' });
    expect(await kit.request('/?token=')).toMatchObject({ status: 403 });
    const name = `steward-${kit.host.port}`;
    for (const wrong of [`${name}=wrong`, `${name}=`, `other=${cookie.split('=')[1]}`]) {
      expect(await kit.request('/', { headers: { Cookie: wrong } })).toMatchObject({ status: 401 });
    }
  });

  it('refuses a reused token, except to a browser that is signed in already', async () => {
    const { search } = new URL(kit.host.freshUrl());
    expect((await kit.request(`/${search}`)).status).toBe(302);
    expect(await kit.request(`/${search}`)).toMatchObject({ status: 403, code: 'TOKEN_USED' });
    const again = await kit.request(`/${search}`, { headers: { Cookie: cookie } });
    expect(again.status).toBe(302);
    expect(again.headers['set-cookie']).toBeUndefined();
  });
});

describe('requests from elsewhere', () => {
  it('refuses a wrong Host', async () => {
    for (const Host of ['evil.example', `evil.example:${kit.host.port}`, '127.0.0.1', '127.0.0.1:1']) {
      const answer = await kit.request('/', { headers: { Host, Cookie: cookie } });
      expect(answer, Host).toMatchObject({ status: 403, code: 'BAD_HOST' });
    }
    const local = await kit.request('/', { headers: { Host: `localhost:${kit.host.port}`, Cookie: cookie } });
    expect(local.status).toBe(200);
  });

  it('refuses a wrong Origin on pages and posts', async () => {
    for (const Origin of ['http://evil.example', 'null', 'http://127.0.0.1:1', `https://127.0.0.1:${kit.host.port}`]) {
      const page = await kit.request('/', { headers: { Origin, Cookie: cookie } });
      expect(page, Origin).toMatchObject({ status: 403, code: 'BAD_ORIGIN' });
      const post = await kit.request('/intake', { method: 'POST', headers: { ...bearer(), Origin }, body: '{}' });
      expect(post, Origin).toMatchObject({ status: 403, code: 'BAD_ORIGIN' });
    }
  });

  it('listens on the loopback address only', async () => {
    const { networkInterfaces } = await import('node:os');
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address && !address.internal && address.family === 'IPv4');
    if (!outside) return;
    const result = await new Promise((resolve) => {
      const socket = connect(kit.host.port, outside.address);
      socket.on('connect', () => resolve('connected'));
      socket.on('error', () => resolve('refused'));
    });
    expect(result).toBe('refused');
  });
});

describe('paths', () => {
  it('cannot leave the served folder, however the path is spelled', async () => {
    const paths = [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e%2fsecret.txt',
      '/assets/%2e%2e/%2e%2e/secret.txt',
      '/%252e%252e/secret.txt',
      '/..%5csecret.txt',
      '/..\\secret.txt',
      '/%00/secret.txt',
      '/%c0%ae%c0%ae/secret.txt',
      '/%',
      '//secret.txt',
      `/${join(kit.folder, 'secret.txt')}`,
      '/../renderer-2/index.html',
    ];
    await mkdir(join(kit.folder, 'renderer-2'));
    await writeFile(join(kit.folder, 'renderer-2', 'index.html'), 'outside');
    for (const path of paths) {
      const answer = await kit.request(path, { headers: { Cookie: cookie } });
      expect(answer, path).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    }
  });

  it('follows no link to the outside, and serves no folder', async () => {
    await symlink(join(kit.folder, 'secret.txt'), join(kit.folder, 'renderer', 'link.txt'));
    for (const path of ['/link.txt', '/assets', '/assets/', '/missing.js']) {
      expect(await kit.request(path, { headers: { Cookie: cookie } }), path).toMatchObject({ status: 404 });
    }
  });
});

describe('methods, types and sizes', () => {
  it('refuses every other method and names the allowed ones', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const answer = await kit.request('/', { method, headers: { Cookie: cookie } });
      expect(answer, method).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
      expect(answer.headers.allow).toBe('GET, HEAD');
    }
    const read = await kit.request('/intake', { headers: bearer() });
    expect(read).toMatchObject({ status: 405 });
    expect(read.headers.allow).toBe('POST');
    const head = await kit.request('/', { method: 'HEAD', headers: { Cookie: cookie } });
    expect(head).toMatchObject({ status: 200, body: '' });
  });

  it('refuses posts without the API token, with a wrong one, and from a page without a session', async () => {
    const body = JSON.stringify({ text: 'A mild post.' });
    const post = (headers: Record<string, string>) => kit.request('/intake', { method: 'POST', headers, body });
    expect(await post(json)).toMatchObject({ status: 401 });
    expect(await post({ ...json, Authorization: 'Bearer wrong' })).toMatchObject({ status: 401 });
    expect(await post({ ...json, Authorization: `Basic ${kit.host.token}` })).toMatchObject({ status: 401 });
    expect(await post({ ...json, Origin: kit.origin })).toMatchObject({ status: 401 });
    expect(await post({ ...json, Cookie: cookie })).toMatchObject({ status: 403, code: 'BAD_ORIGIN' });
    expect(await post({ ...json, Cookie: cookie, Origin: kit.origin })).toMatchObject({ status: 200 });
  });

  it('refuses other content types', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', '']) {
      const headers = { ...bearer(), 'Content-Type': type };
      const answer = await kit.request('/intake', { method: 'POST', headers, body: '{}' });
      expect(answer, type).toMatchObject({ status: 415, code: 'UNSUPPORTED_TYPE' });
    }
  });

  it('refuses an oversized body, announced or not', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(1024 * 1024) });
    const announced = await kit.request('/intake', { method: 'POST', headers: bearer(), body });
    expect(announced).toMatchObject({ status: 413, code: 'TOO_LARGE' });
    const headers = { ...bearer(), 'Transfer-Encoding': 'chunked' };
    const unannounced = await kit.request('/reports', { method: 'POST', headers, body });
    expect(unannounced).toMatchObject({ status: 413, code: 'TOO_LARGE' });
  });

  it('refuses broken JSON, wrong rows and too many of them, naming the place and never quoting', async () => {
    const post = (body: unknown) =>
      kit.request('/intake', { method: 'POST', headers: bearer(), body: JSON.stringify(body) });
    expect(await kit.request('/intake', { method: 'POST', headers: bearer(), body: '{' })).toMatchObject({
      status: 400,
    });
    const wrong = await post([{ text: 'fine' }, { text: 'mild words', time: 'yesterday' }]);
    expect(wrong).toMatchObject({ status: 400, code: 'BAD_INPUT' });
    expect(JSON.parse(wrong.body).error.place).toEqual({ row: 1, field: 'time' });
    expect(wrong.body).not.toContain('mild words');
    expect(await post(Array.from({ length: 1001 }, () => ({ text: 'a' })))).toMatchObject({ status: 400 });
  });
});

describe('what programs post', () => {
  it('takes one upload, a list of them, and reports', async () => {
    const post = async (path: string, body: unknown) => {
      const answer = await kit.request(path, { method: 'POST', headers: bearer(), body: JSON.stringify(body) });
      return { status: answer.status, body: JSON.parse(answer.body) };
    };
    const one = { id: 'p1', text: 'A mild post.' };
    expect(await post('/intake', one)).toEqual({ status: 200, body: { id: 'p1', result: 'added' } });
    const list = await post('/intake', [one, { id: 'p2', text: 'Another.' }]);
    expect(list.body.results).toEqual([
      { id: 'p1', result: 'unchanged' },
      { id: 'p2', result: 'added' },
    ]);
    const report = await post('/reports', { id: 'r1', content: 'p1', reason: 'spam' });
    expect(report.body).toEqual({ id: 'r1', result: 'added', held: false });
  });

  it("answers with the engine's own error", async () => {
    const body = JSON.stringify([{ text: 'fine' }, { text: 'no workspace' }]);
    const answer = await kit.request('/intake', { method: 'POST', headers: bearer(), body });
    expect(answer).toMatchObject({ status: 409, code: 'NO_WORKSPACE' });
    expect(JSON.parse(answer.body).error).toMatchObject({ advice: 'Open one.', taken: 1 });
  });

  it('keeps the API token for its owner alone', async () => {
    const { mode } = await stat(join(kit.folder, 'config', 'loopback-token'));
    if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600);
  });
});

describe('sockets', () => {
  it('opens for the session and our own origin alone', async () => {
    expect(await kit.socketStatus({ Cookie: cookie, Origin: kit.origin })).toBe(101);
    expect(await kit.socketStatus({ Origin: kit.origin })).toBe(401);
    expect(await kit.socketStatus({ Cookie: 'steward=wrong', Origin: kit.origin })).toBe(401);
    expect(await kit.socketStatus({ Cookie: cookie })).toBe(403);
    expect(await kit.socketStatus({ Cookie: cookie, Origin: 'http://evil.example' })).toBe(403);
    expect(await kit.socketStatus({ Cookie: cookie, Origin: kit.origin, Host: 'evil.example' })).toBe(403);
    expect(await kit.socketStatus({ Cookie: cookie, Origin: kit.origin }, '/elsewhere')).toBe(404);
  });

  it('is not opened by the token in the address or the API token', async () => {
    const { search } = new URL(kit.host.freshUrl());
    expect(await kit.socketStatus({ Origin: kit.origin }, `/socket${search}`)).toBe(401);
    expect(await kit.socketStatus({ Origin: kit.origin, Authorization: `Bearer ${kit.host.token}` })).toBe(401);
  });

  it('closes on a frame that is too large', async () => {
    const { socket } = await kit.connect();
    await new Promise((resolve) => socket.on('open', resolve));
    socket.send(Buffer.alloc(5 * 1024 * 1024));
    const code = await new Promise((resolve) => socket.on('close', resolve));
    expect(code).toBe(1009);
  });
});
