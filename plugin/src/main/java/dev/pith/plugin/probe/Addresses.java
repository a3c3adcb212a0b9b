package dev.pith.plugin.probe;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Tells where a server stands by its address, without asking anybody. */
public final class Addresses {
  private Addresses() {}

  /** Tells whether a host is this machine or one in a private network; a name is not looked up. */
  public static boolean isPrivate(String host) {
    String bare = host.replaceAll("[\\[\\]]", "");
    if (bare.equalsIgnoreCase("localhost")) {
      return true;
    }
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(bare);
    if (bytes == null) {
      return false;
    }
    try {
      InetAddress address = InetAddress.getByAddress(bytes);
      boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
      return address.isLoopbackAddress()
          || address.isSiteLocalAddress()
          || address.isLinkLocalAddress()
          || uniqueLocal;
    } catch (UnknownHostException impossible) {
      return false;
    }
  }
}
