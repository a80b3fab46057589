import t from 'tap';
import { ADMINISTRATOR, ADMINISTRATOR_PASSWORD } from '../support/lab/directory-cast.ts';
import { startDomainLab } from '../support/lab/start.ts';

const lab = await startDomainLab(t);
if (lab !== undefined) {
  const { world, domain } = lab;
  t.test('the lab has a real directory and member servers that tell their administrators', async (t) => {
    await domain.member('scp1', ['CORP\\CM01$']);
    const { stdout, stderr } = await world.machines.run('client', [
      ...['net', 'rpc', 'group', 'members', 'Administrators', '-S', 'scp1.corp.test', '-U'],
      `CORP\\${ADMINISTRATOR}%${ADMINISTRATOR_PASSWORD}`,
    ]);
    t.match(stdout, /CORP\\CM01\$/, stderr);
    const env = await domain.ticket('alice');
    t.match((await world.machines.run('client', ['klist'], { env })).stdout, /alice@CORP\.TEST/);
  });
}
