import t from 'tap';
import { ADMINISTRATOR, ADMINISTRATOR_PASSWORD } from './lab/directory-cast.ts';
import { Domain } from './lab/domain.ts';
import { missingForDomain } from './lab/requirements.ts';
import { World } from './lab/world.ts';

const missing = await missingForDomain();
const skip = missing === '' || process.env.CI !== undefined ? false : `missing: ${missing}`;

t.test('the lab has a real directory and member servers that tell their administrators', { skip }, async (t) => {
  const world = await World.start({ domain: true });
  t.teardown(() => world.stop());
  const domain = await Domain.start(world);
  t.teardown(() => domain.stop());
  await domain.member('scp1', ['CORP\\CM01$']);
  const { stdout, stderr } = await world.machines.run('client', [
    ...['net', 'rpc', 'group', 'members', 'Administrators', '-S', 'scp1.corp.test', '-U'],
    `CORP\\${ADMINISTRATOR}%${ADMINISTRATOR_PASSWORD}`,
  ]);
  t.match(stdout, /CORP\\CM01\$/, stderr);
  const env = await domain.ticket('alice');
  t.match((await world.machines.run('client', ['klist'], { env })).stdout, /alice@CORP\.TEST/);
});
