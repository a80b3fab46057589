import { execFileSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BIN } from './run-program.ts';

/** A folder for `PATH` with an `npx` that runs the built program, as `npx --no-install configmgr-preflight` does where it is installed. */
export async function standInNpx(folder: string): Promise<string> {
  const place = join(folder, 'bin');
  await mkdir(place, { recursive: true });
  await writeFile(
    join(place, 'npx'),
    `#!/bin/sh\n[ "$1 $2" = "--no-install configmgr-preflight" ] || exit 99\nshift 2\nexec '${process.execPath}' '${BIN}' "$@"\n`,
  );
  await chmod(join(place, 'npx'), 0o755);
  return place;
}

/** Nothing listens on the port that is asked; of a wildcard nothing can be asked. Exit code → the configuration beside such a catalog. */
const CONFIGURATIONS = {
  0: 'catalog: [closed.yaml]\nallowPrivate: true\nretries: 0\nwaivers:\n  - { pattern: "*", reason: CHG0001, until: "2099-12-31" }\n',
  1: 'catalog: [closed.yaml]\nallowPrivate: true\nretries: 0\n',
  2: 'catalog: [missing.yaml]\n',
  3: 'catalog: [unproven.yaml]\n',
} as const;
const CATALOGS = {
  'closed.yaml':
    'id: closed\ntitle: nothing listens there\nrevision: "1"\nendpoints: [{ id: a/closed, host: 127.0.0.1, ports: [1], feature: a }]\n',
  'unproven.yaml':
    'id: unproven\ntitle: no host stands for it\nrevision: "1"\nendpoints: [{ id: a/wildcard, host: "*.example.invalid", ports: [443], feature: a }]\n',
};

/** The exit codes that a configuration can be made for. */
export type Outcome = keyof typeof CONFIGURATIONS;

/** A folder in which `configmgr-preflight --config preflight.yaml` ends in that code, without any network. */
export async function outcomeFolder(place: string, outcome: Outcome): Promise<void> {
  await mkdir(place, { recursive: true });
  for (const [name, text] of Object.entries(CATALOGS)) await writeFile(join(place, name), text);
  await writeFile(join(place, 'preflight.yaml'), CONFIGURATIONS[outcome], { mode: 0o600 });
}

/** What each stand-in of a Windows module does with its arguments, in Python. */
const WINDOWS_MODULES = {
  win_file: "return self.module('file', {**args, 'mode': '0700'}, task_vars)",
  win_copy: 'return self.copied(args, task_vars)',
  win_command: `
        command = args['argv']
        if command[0] == 'powershell.exe':
            assert 'Expand-Archive' in command[-1], command
            with zipfile.ZipFile(os.path.join(args['chdir'], command[-1].split("'")[1])) as packed:
                packed.extractall(args['chdir'])
                for name in packed.namelist():
                    os.chmod(os.path.join(args['chdir'], name), 0o755)
            return {'changed': True, 'rc': 0}
        return self.module('command', args, task_vars)`,
} as const;

/**
 * A folder for `ANSIBLE_COLLECTIONS_PATH` that imitates the modules win_file, win_copy and win_command of the collection ansible.windows 2.5.0
 * (https://docs.ansible.com/ansible/latest/collections/ansible/windows/) on this machine: paths are written with backslashes, unknown options are refused.
 */
export async function standInWindowsModules(folder: string): Promise<string> {
  const place = join(folder, 'collections');
  const own = join(place, 'ansible_collections/ansible/windows');
  await mkdir(join(own, 'plugins/action'), { recursive: true });
  await writeFile(
    join(own, 'MANIFEST.json'),
    '{"collection_info": {"namespace": "ansible", "name": "windows", "version": "2.5.0"}, "format": 1}',
  );
  const allowed = { win_file: ['path', 'state'], win_copy: ['src', 'dest'], win_command: ['argv', 'chdir', 'creates'] };
  for (const [name, body] of Object.entries(WINDOWS_MODULES)) {
    const text = `import os
import zipfile
from ansible.plugins.action import ActionBase
from ansible.errors import AnsibleActionFail

def posix(value):
    return [posix(one) for one in value] if isinstance(value, list) else value.replace('\\\\', '/')

class ActionModule(ActionBase):
    def module(self, name, args, task_vars):
        return self._execute_module('ansible.builtin.' + name, module_args=args, task_vars=task_vars)

    def copied(self, args, task_vars):
        task = self._task.copy()
        task.args = {**args, 'mode': '0600'}
        action = self._shared_loader_obj.action_loader.get('ansible.builtin.copy', task=task, connection=self._connection,
            play_context=self._play_context, loader=self._loader, templar=self._templar, shared_loader_obj=self._shared_loader_obj)
        return action.run(task_vars=task_vars)

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        args = {name: posix(value) for name, value in self._task.args.items()}
        unknown = set(args) - set(${JSON.stringify(allowed[name as keyof typeof allowed])})
        if unknown:
            raise AnsibleActionFail('unknown options: ' + ', '.join(unknown))
        if 'creates' in args and os.path.exists(args['creates']):
            return {'changed': False, 'rc': 0}
        args.pop('creates', None)
        ${body.trimStart()}
`;
    await writeFile(join(own, 'plugins/action', `${name}.py`), text);
  }
  return place;
}

/** The zip file of a release whose program is the built one. */
export function standInRelease(folder: string, name: string): void {
  const start = `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`;
  const files = { 'configmgr-preflight.cmd': start, SHA256SUMS: '' };
  const script = `import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as packed:
    for name, text in json.loads(sys.argv[2]).items():
        packed.writestr(sys.argv[3] + '/' + name, text)`;
  execFileSync('python3', ['-c', script, join(folder, name), JSON.stringify(files), name.replace(/\.zip$/, '')]);
}
