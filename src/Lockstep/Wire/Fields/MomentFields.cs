using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Fields;

/// <summary>A moment as <c>ms since 1970: v</c>; one before 1970, as of a clock that was never set, counts as its start.</summary>
internal static class MomentFields
{
    private static readonly long Last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    extension(IBufferWriter<byte> writer)
    {
        /// <summary>Writes a moment.</summary>
        public void WriteMoment(DateTimeOffset moment) => writer.WriteInt64(Math.Max(0, moment.ToUnixTimeMilliseconds()));
    }

    extension(ref ByteReader reader)
    {
        /// <summary>Reads a moment, to the end of the year 9999.</summary>
        public DateTimeOffset ReadMoment(string field) => DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64(field, Last));
    }
}
