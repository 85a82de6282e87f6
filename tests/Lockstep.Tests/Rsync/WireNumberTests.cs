using System.Globalization;
using Lockstep.Rsync.Coding;

namespace Lockstep.Tests.Rsync;

public sealed class WireNumberTests
{
    private static readonly string[] Vectors = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Rsync", "encoding-vectors.txt"));

    [Fact]
    public void Integers_have_the_bytes_of_the_vectors_and_are_read_from_them()
    {
        int seen = 0;
        foreach ((string kind, long value, byte[] bytes) in Parsed().Where(vector => vector.Kind != "ndx"))
        {
            Assert.Equal(bytes, Write(writer => WriteOf(writer, kind, value)));
            Assert.Equal(value, kind == "varint" ? Reader(bytes).ReadVariable() : Reader(bytes).ReadVariableLong(kind[^2] - '0'));
            seen++;
        }

        Assert.InRange(seen, 50, 1000);
    }

    [Fact]
    public void Indices_have_the_bytes_of_the_vectors_in_one_stream()
    {
        (string Kind, long Value, byte[] Bytes)[] indices = [.. Parsed().Where(vector => vector.Kind == "ndx")];
        byte[] stream = [.. indices.SelectMany(index => index.Bytes)];
        var codec = new IndexCodec();

        Assert.Equal(stream, Write(writer => Array.ForEach(indices, index => codec.Write(writer, (int)index.Value))));

        RsyncReader reader = Reader(stream);
        var read = new IndexCodec();
        Assert.All(indices, index => Assert.Equal(index.Value, read.Read(reader)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    [InlineData((long)int.MaxValue + 1)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void Old_long_integers_come_back(long value) =>
        Assert.Equal(value, Reader(Write(writer => writer.WriteOldLong(value))).ReadOldLong());

    [Fact]
    public void More_bytes_than_an_integer_has_are_refused()
    {
        Assert.Throws<ProtocolException>(() => Reader([0xf8, 0, 0, 0, 0, 0, 0]).ReadVariable());
        Assert.Throws<ProtocolException>(() => Reader([0xfe, 0, 0, 0, 0, 0, 0, 0, 0, 0]).ReadVariableLong(least: 3));
    }

    private static IEnumerable<(string Kind, long Value, byte[] Bytes)> Parsed()
    {
        foreach (string line in Vectors.Where(line => line.Contains('=', StringComparison.Ordinal)))
        {
            string[] sides = line.Split(" (continuing", 2)[0].Split(" = ");
            string[] words = sides[0].Split(' ');
            yield return (words[0], long.Parse(words[1], CultureInfo.InvariantCulture), Convert.FromHexString(sides[1].Replace(" ", "", StringComparison.Ordinal)));
        }
    }

    private static void WriteOf(RsyncWriter writer, string kind, long value)
    {
        if (kind == "varint")
        {
            writer.WriteVariable((int)value);
        }
        else
        {
            writer.WriteVariableLong(value, kind[^2] - '0');
        }
    }

    private static byte[] Write(Action<RsyncWriter> write)
    {
        var stream = new MemoryStream();
        var writer = new RsyncWriter(stream);
        write(writer);
        writer.Flush();
        return stream.ToArray();
    }

    private static RsyncReader Reader(byte[] bytes) => new(new MemoryStream(bytes));
}
