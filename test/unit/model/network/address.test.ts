import t from 'tap';
import { type AddressClass, classifyAddress } from '../../../../src/model/network/address.ts';

const CASES: Readonly<Record<AddressClass, readonly string[]>> = {
  public: ['20.1.1.1', '2603:1000::1', '2002:808:808::1', '::ffff:20.1.1.1'],
  unspecified: ['0.0.0.0', '::'],
  loopback: ['127.0.0.53', '::1', '::ffff:127.0.0.1'],
  private: ['10.1.2.3', '172.31.0.1', '192.168.0.1', '::ffff:10.0.0.1', '64:ff9b::a00:1'],
  ula: ['fd00::1'],
  'link-local': ['169.254.1.1', 'fe80::1', 'fe80::1%eth0'],
  cgnat: ['100.64.0.1'],
  documentation: ['192.0.2.1', '198.51.100.7', '203.0.113.9', '2001:db8::1', '3fff::1'],
  multicast: ['224.0.0.1', 'ff02::1'],
  broadcast: ['255.255.255.255'],
  nat64: ['64:ff9b::1401:101', '64:ff9b:1::1'],
  reserved: ['198.18.0.1', '240.0.0.1', '192.0.0.170', 'fec0::1', '100::1'],
  name: ['x.test', '1', '0x7f.1', '010.0.0.1.', '', '1.2.3.4.5'],
};

t.test('each address has the class of the registries', async (t) => {
  for (const [expected, addresses] of Object.entries(CASES)) {
    for (const address of addresses) {
      t.equal(classifyAddress(address), expected, `${address} is ${expected}`);
    }
  }
});
