#!/bin/sh
# Ends what a run started when the run itself is gone, even by kill -9. Reads "+ <group>" and "- <group>" lines; when its input closes,
# it kills the process groups that are still listed. It holds no terminal and ignores signals, so that it outlives a Ctrl-C.
trap '' INT TERM HUP
groups=''
while read -r sign group; do
  case $sign in
    +) groups="$groups $group " ;;
    -) groups="${groups%%" $group "*}${groups#*" $group "}" ;;
  esac
done
for group in $groups; do
  kill -9 -"$group" 2>/dev/null
done
