// SPDX-License-Identifier: Apache-2.0
// An informer on ConfigMaps as programs on Node have them (@kubernetes/client-node), in a process of its own. Says each
// event as a line; started again after an error, as the package's documentation shows.
import { CoreV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';

const [context = '', namespace = 'default'] = process.argv.slice(2);
const config = new KubeConfig();
config.loadFromDefault();
config.setCurrentContext(context);
const core = config.makeApiClient(CoreV1Api);
const say = (...words) => console.log(words.join(' '));

const informer = makeInformer(config, `/api/v1/namespaces/${namespace}/configmaps`, () => {
  say('list');
  return core.listNamespacedConfigMap({ namespace });
});
for (const event of ['add', 'update', 'delete'])
  informer.on(event, ({ metadata }) => say(event, metadata.name, metadata.resourceVersion));
informer.on('connect', () => say('connect'));
informer.on('error', (error) => {
  say('error', error?.statusCode ?? error?.code ?? '', error?.message ?? error);
  setTimeout(start, 500);
});
function start() {
  informer.start().catch((error) => {
    say('error', error?.code ?? '', error?.message ?? error);
    setTimeout(start, 500);
  });
}
start();
