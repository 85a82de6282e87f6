namespace Lockstep.Portable.Disk.Windows;
