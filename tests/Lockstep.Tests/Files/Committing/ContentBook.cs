using System.Text;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Committing;

/// <summary>The bytes behind the hashes of trees that are written as text.</summary>
internal sealed class ContentBook
{
    private readonly Dictionary<ContentHash, byte[]> _contents = [];

    public ContentBook(params string[] contents)
    {
        foreach (string content in contents)
        {
            Add(Encoding.UTF8.GetBytes(content));
        }
    }

    public byte[] this[ContentHash hash] => _contents[hash];

    public byte[]? Find(ContentHash hash) => _contents.GetValueOrDefault(hash);

    public ContentHash Add(byte[] content)
    {
        ContentHash hash = ContentHash.Of(content);
        _contents[hash] = content;
        return hash;
    }

    /// <summary>Learns the contents of a picture: <c>"a=1; b -&gt; a"</c>.</summary>
    public void AddPicture(string lines)
    {
        foreach (string line in lines.Split("; ", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ');
            bool isLink = words.Length > 2 && words[1] == "->";
            int equals = words[0].IndexOf('=', StringComparison.Ordinal);
            Add(Encoding.UTF8.GetBytes(isLink ? words[2] : words[0][(equals + 1)..]));
        }
    }
}
