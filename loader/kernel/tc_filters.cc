// rtnetlink(7) lists the filters of one parent: the two directions are two parents.
#include "loader/kernel/tc_filters.h"

#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "support/descriptors.h"

namespace ecc::loader {
namespace {

bool HasFiltersAt(int netlink, int interface, uint32_t parent) {
  struct {
    nlmsghdr header = {};
    tcmsg message = {};
  } request;
  request.header.nlmsg_len = sizeof(request);
  request.header.nlmsg_type = RTM_GETTFILTER;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  request.message.tcm_family = AF_UNSPEC;
  request.message.tcm_ifindex = interface;
  request.message.tcm_parent = parent;
  if (send(netlink, &request, sizeof(request), 0) != sizeof(request))
    return true;
  while (true) {
    alignas(nlmsghdr) char buffer[16384];
    ssize_t size = recv(netlink, buffer, sizeof(buffer), 0);
    if (size <= 0)
      return true;
    auto left = static_cast<unsigned>(size);
    for (auto* one = reinterpret_cast<nlmsghdr*>(buffer); NLMSG_OK(one, left);
         one = NLMSG_NEXT(one, left)) {
      if (one->nlmsg_type == NLMSG_DONE)
        return false;
      if (one->nlmsg_type == NLMSG_ERROR || one->nlmsg_type == RTM_NEWTFILTER)
        return true;
    }
  }
}

}  // namespace

bool HasTcFilters(int interface) {
  for (uint32_t direction : {TC_H_MIN_INGRESS, TC_H_MIN_EGRESS}) {
    FileDescriptor netlink(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    if (netlink.get() < 0 ||
        HasFiltersAt(netlink.get(), interface, TC_H_MAKE(TC_H_CLSACT, direction)))
      return true;
  }
  return false;
}

}  // namespace ecc::loader
