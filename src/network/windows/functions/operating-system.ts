// The system that this machine runs (winternl.h, sysinfoapi.h, fileapi.h), as `scripts/operating-system.ps1` tells it.
import { existsSync } from 'node:fs';
import { isAdministrator } from './accounts/file-access.ts';
import { ownDomain } from './domain.ts';
import { libraryOf, pointers, wide } from './ffi.ts';
import { hasRegistryKey, registryTexts, registryValue } from './registry.ts';

const ntdll = libraryOf('ntdll.dll', { RtlGetVersion: [['pointer'], 'uint32'] });
const kernel32 = libraryOf('kernel32.dll', {
  GetProductInfo: [['uint32', 'uint32', 'uint32', 'uint32', 'pointer'], 'int32'],
  GetLogicalDrives: [[], 'uint32'],
  GetDriveTypeW: [['pointer'], 'uint32'],
  GetVolumeInformationW: [['pointer', 'pointer', 'uint32', ...pointers(4), 'uint32'], 'int32'],
  GetDiskFreeSpaceExW: [pointers(4), 'int32'],
});

const CURRENT = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
/** The registry goes on calling it Windows 10. */
const FIRST_BUILD_OF_11 = 22_000;
const CLIENT = 1;

/** Edition, role in the domain, free space, pending restart; whether this process is elevated. */
export function operatingSystem(): object {
  const { build, productType, sku } = version();
  const [name = ''] = registryTexts('HKLM', CURRENT, 'ProductName');
  const whole = name.startsWith('Microsoft ') ? name : `Microsoft ${name}`;
  const isEleven = productType === CLIENT && build >= FIRST_BUILD_OF_11;
  const { free, drive } = roomiest();
  return {
    caption: isEleven ? whole.replace('Windows 10', 'Windows 11') : whole,
    build: String(build),
    productType,
    sku,
    installationType: registryTexts('HKLM', CURRENT, 'InstallationType')[0] ?? '',
    // Structures are laid out for it.
    is64Bit: process.arch !== 'ia32',
    ...ownDomain(),
    freeBytes: free,
    drive,
    isClusterNode: hasRegistryKey('HKLM', 'Cluster'),
    pendingRestart: pendingRestart(),
    isAdministrator: isAdministrator(),
  };
}

/** OSVERSIONINFOEXW: its own size, two parts of the version, the build, ..., two parts of the service pack, ..., the type. */
const VERSION_BYTES = 284;
const AT = { major: 4, minor: 8, build: 12, packMajor: 276, packMinor: 278, type: 282 } as const;

function version(): { readonly build: number; readonly productType: number; readonly sku: number } {
  const [info, product] = [Buffer.alloc(VERSION_BYTES), Buffer.alloc(4)];
  info.writeUInt32LE(VERSION_BYTES, 0);
  // Of all functions the one that lies to no program about the version; it cannot fail.
  ntdll('RtlGetVersion', info);
  const pack = [info.readUInt16LE(AT.packMajor), info.readUInt16LE(AT.packMinor)];
  kernel32('GetProductInfo', info.readUInt32LE(AT.major), info.readUInt32LE(AT.minor), ...pack, product);
  return { build: info.readUInt32LE(AT.build), productType: info.readUInt8(AT.type), sku: product.readUInt32LE() };
}

/** DRIVE_FIXED. */
const FIXED = 3;
const LETTERS = 26;
const NAME_CHARACTERS = 64;

/** The local NTFS drive with the most free space on which the product may put files; null: there is none. */
function roomiest(): { readonly free: number | null; readonly drive: string | null } {
  const set = Number(kernel32('GetLogicalDrives'));
  const drives = Array.from({ length: LETTERS }, (_, index) => index)
    .filter((index) => (set & (1 << index)) !== 0)
    .map((index) => `${String.fromCharCode(65 + index)}:`)
    .filter((drive) => isLocalNtfs(`${drive}\\`) && !existsSync(`${drive}\\NO_SMS_ON_DRIVE.SMS`))
    .map((drive) => ({ drive, free: freeBytes(`${drive}\\`) }));
  return drives.sort((a, b) => b.free - a.free)[0] ?? { free: null, drive: null };
}

function isLocalNtfs(root: string): boolean {
  const system = Buffer.alloc(2 * NAME_CHARACTERS);
  if (Number(kernel32('GetDriveTypeW', wide(root))) !== FIXED) return false;
  const found = kernel32('GetVolumeInformationW', wide(root), null, 0, null, null, null, system, NAME_CHARACTERS);
  return Number(found) !== 0 && system.toString('utf16le').startsWith('NTFS\0');
}

function freeBytes(root: string): number {
  const free = Buffer.alloc(8);
  const isKnown = Number(kernel32('GetDiskFreeSpaceExW', wide(root), null, null, free)) !== 0;
  return isKnown ? Number(free.readBigUInt64LE()) : 0;
}

const WINDOWS = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion';
const PENDING_KEYS = [`${WINDOWS}\\Component Based Servicing\\RebootPending`, `${WINDOWS}\\WindowsUpdate\\Auto Update\\RebootRequired`];
const PENDING_VALUES = [
  ['SYSTEM\\CurrentControlSet\\Control\\Session Manager', 'PendingFileRenameOperations'],
  ['SOFTWARE\\Microsoft\\ServerManager', 'CurrentRebootAttempts'],
] as const;

function pendingRestart(): boolean {
  return (
    PENDING_KEYS.some((key) => hasRegistryKey('HKLM', key)) ||
    PENDING_VALUES.some(([key, name]) => registryValue('HKLM', key, name) !== undefined)
  );
}
