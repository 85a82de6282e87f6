using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Lockstep.Tests.Files;

/// <summary>Gives files POSIX access control lists, without a program that a machine may lack.</summary>
internal static partial class AccessLists
{
    private const uint Nobody = 65534, NoOne = uint.MaxValue;
    private const ushort Read = 4, ReadWrite = 6;

    /// <summary>Lets a user who is neither owner nor in the group write to a file.</summary>
    /// <returns>Whether the file system has such lists.</returns>
    public static bool TryLetNobodyWrite(string path)
    {
        // acl(5) and the kernel's posix_acl_xattr.h: version 2, then tag, permissions and id of each entry.
        byte[] list = new byte[4 + (5 * 8)];
        BinaryPrimitives.WriteUInt32LittleEndian(list, 2);
        (ushort Tag, ushort Permissions, uint Id)[] entries =
            [(0x01, ReadWrite, NoOne), (0x02, ReadWrite, Nobody), (0x04, Read, NoOne), (0x10, ReadWrite, NoOne), (0x20, Read, NoOne)];
        for (int i = 0; i < entries.Length; i++)
        {
            Span<byte> entry = list.AsSpan(4 + (i * 8));
            BinaryPrimitives.WriteUInt16LittleEndian(entry, entries[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], entries[i].Permissions);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], entries[i].Id);
        }

        return SetAttribute(path, "system.posix_acl_access", list, (nuint)list.Length, 0) == 0;
    }

    [LibraryImport("libc", EntryPoint = "setxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetAttribute(string path, string name, byte[] value, nuint size, int flags);
}
