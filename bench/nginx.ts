// SPDX-License-Identifier: Apache-2.0
// nginx in its two parts: the origin that stands for a member's services, and the rival.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LARGE, SMALL, serverList } from './payloads.ts';
import { LOAD_CORE, PROXY_CORE, type Running, start } from './processes.ts';

/** One process, so that its CPU time is all of it; no log of its own, the error log apart. */
const frame = (folder: string, http: string): string => `
daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on;
  keepalive_requests 100000000; keepalive_timeout 600s; client_max_body_size 0;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  ${http}
}
`;

async function nginx(folder: string, core: number, http: string): Promise<Running> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'nginx.conf');
  await writeFile(file, frame(folder, http));
  return start('nginx', ['-e', join(folder, 'error.log'), '-p', folder, '-c', file], { core });
}

/** Files. */
interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const ssl = ({ cert, key }: Certificate): string => `ssl_certificate ${cert}; ssl_certificate_key ${key};`;

/** `imageFile`: what every image's data is. */
export async function startOrigin(
  folder: string,
  { port, tls, certificate }: { readonly port: number; readonly tls: number; readonly certificate: Certificate },
  imageFile: string,
): Promise<Running> {
  await mkdir(folder, { recursive: true });
  const root = `http://127.0.0.1:${port}`;
  const small = join(folder, 'small.json');
  const large = join(folder, 'large.json');
  await writeFile(small, serverList(root, SMALL.servers));
  await writeFile(large, serverList(root, LARGE.servers));
  return nginx(
    folder,
    LOAD_CORE,
    `open_file_cache max=100;
  server {
    listen 127.0.0.1:${port};
    listen 127.0.0.1:${tls} ssl; ${ssl(certificate)}
    location = ${SMALL.path} { default_type application/json; alias ${small}; }
    location = ${LARGE.path} { default_type application/json; alias ${large}; }
    location ~ ^/v2/images/[^/]+/file$ { default_type application/octet-stream; alias ${imageFile}; }
  }`,
  );
}

/** Four servers: proxy_pass and nothing else, the same over TLS with HTTP/2, for uploads, and with sub_filter on the links. */
export function startRival(
  folder: string,
  on: {
    readonly nginx: number;
    readonly nginxTls: number;
    readonly nginxRewriting: number;
    readonly nginxUpload: number;
    readonly certificate: Certificate;
  },
  origin: string,
  sink: string,
): Promise<Running> {
  const pass = `proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_request_buffering off; proxy_max_temp_file_size 0;`;
  return nginx(
    folder,
    PROXY_CORE,
    `upstream origin { server ${origin.replace('http://', '')}; keepalive 64; keepalive_requests 100000000; }
  upstream sink { server ${sink.replace('http://', '')}; keepalive 64; }
  server {
    listen 127.0.0.1:${on.nginx};
    location / { proxy_pass http://origin; ${pass} }
  }
  server {
    listen 127.0.0.1:${on.nginxTls} ssl http2; ${ssl(on.certificate)}
    location / { proxy_pass http://origin; ${pass} }
  }
  server {
    listen 127.0.0.1:${on.nginxUpload};
    location / { proxy_pass http://sink; ${pass} }
  }
  server {
    listen 127.0.0.1:${on.nginxRewriting};
    location / { proxy_pass http://origin; ${pass}
      sub_filter_types application/json; sub_filter_once off;
      sub_filter "${origin}" "http://127.0.0.1:${on.nginxRewriting}/clouds/cloud-a/compute";
    }
  }`,
  );
}
