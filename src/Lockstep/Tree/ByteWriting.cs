using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Lockstep.Tree;

/// <summary>Writes the fields that <see cref="ByteReader"/> reads; each method here has its counterpart there.</summary>
public static class ByteWriting
{
    extension(IBufferWriter<byte> writer)
    {
        /// <summary>Writes one byte.</summary>
        public void WriteByte(byte value)
        {
            writer.GetSpan(1)[0] = value;
            writer.Advance(1);
        }

        /// <summary>Writes 0 or 1.</summary>
        public void WriteBoolean(bool value) => writer.WriteByte(value ? (byte)1 : (byte)0);

        /// <summary>Writes an unsigned variable-length integer (<see cref="VarInt"/>).</summary>
        public void WriteVarUInt(ulong value) => writer.Advance(VarInt.Write(writer.GetSpan(VarInt.MaxLength), value));

        /// <summary>Writes a signed variable-length integer in zigzag form.</summary>
        public void WriteVarInt(long value) => writer.WriteVarUInt(VarInt.ZigZag(value));

        /// <summary>Writes a length, count or other integer that is not negative.</summary>
        public void WriteInt64(long value)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            writer.WriteVarUInt((ulong)value);
        }

        /// <summary>Writes bytes with their number before them.</summary>
        public void WriteSized(ReadOnlySpan<byte> bytes)
        {
            writer.WriteInt64(bytes.Length);
            writer.Write(bytes);
        }

        /// <summary>Writes text as UTF-8 with its length in bytes before it.</summary>
        public void WriteText(string text)
        {
            writer.WriteInt64(Encoding.UTF8.GetByteCount(text));
            Encoding.UTF8.GetBytes(text, writer);
        }

        /// <summary>Writes a path with its length before it.</summary>
        public void WritePath(RelativePath path) => writer.WriteSized(path.Bytes);

        /// <summary>Writes 4 bytes, little-endian.</summary>
        public void WriteFixedUInt32(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(writer.GetSpan(sizeof(uint)), value);
            writer.Advance(sizeof(uint));
        }

        /// <summary>Writes 8 bytes, little-endian.</summary>
        public void WriteFixedUInt64(ulong value)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(writer.GetSpan(sizeof(ulong)), value);
            writer.Advance(sizeof(ulong));
        }

        /// <summary>Writes the 16 bytes of a content hash.</summary>
        public void WriteHash(ContentHash hash)
        {
            hash.Write(writer.GetSpan(ContentHash.Length));
            writer.Advance(ContentHash.Length);
        }

        /// <summary>Writes the 16 bytes of a content's seal.</summary>
        public void WriteSeal(ContentSeal seal)
        {
            seal.Write(writer.GetSpan(ContentSeal.Length));
            writer.Advance(ContentSeal.Length);
        }

        /// <summary>Writes the 16 bytes of a snapshot's digest.</summary>
        public void WriteDigest(SnapshotDigest digest)
        {
            BinaryPrimitives.WriteUInt128LittleEndian(writer.GetSpan(SnapshotDigest.Length), digest.Value);
            writer.Advance(SnapshotDigest.Length);
        }
    }
}
