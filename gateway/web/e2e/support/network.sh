#!/bin/sh
# People and a server in network namespaces of their own, so that a test can cut one person's link (root).
# network.sh up NAME... | down | cut NAME | join NAME | move NAME LAST_BYTE
# LYC is a prefix (at most 6 characters) and NET a /24, of each network that runs at once. The server lives in LYC-srv at NET.1 on a bridge;
# people in LYC-NAME at NET.10, .11, … in the order given (printed).
set -eu
P=$LYC; S=$P-srv
cmd=$1; shift
case $cmd in
up) ip netns add $S; ip -n $S link set lo up; ip -n $S link add br0 type bridge; ip -n $S addr add $NET.1/24 dev br0; ip -n $S link set br0 up
  k=10
  for n in "$@"; do
    ip netns add $P-$n; ip -n $P-$n link set lo up
    ip -n $S link add v-$n type veth peer name eth0 netns $P-$n
    ip -n $S link set v-$n master br0 up
    ip -n $P-$n addr add $NET.$k/24 dev eth0; ip -n $P-$n link set eth0 up; ip -n $P-$n route add default via $NET.1; echo $n $NET.$k; k=$((k + 1))
  done ;;
down) for n in $(ip netns list | awk -v p="$P-" 'index($1, p) == 1 { print $1 }'); do ip netns del $n; done ;;
cut) ip -n $P-$1 link set eth0 down ;;                    # the person's own interface: the browser sees it
join) ip -n $P-$1 link set eth0 up; ip -n $P-$1 route replace default via $NET.1 ;;
move) ip -n $P-$1 addr flush dev eth0; ip -n $P-$1 addr add $NET.$2/24 dev eth0; ip -n $P-$1 route replace default via $NET.1 ;; # another address: a change of network
esac
