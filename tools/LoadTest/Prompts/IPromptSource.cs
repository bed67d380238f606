namespace SpecMesh.LoadTest.Prompts;

/// <summary>Where the chats of a run come from.</summary>
internal interface IPromptSource
{
    /// <summary>The chat with this number, from 0; the same number gives the same chat. Any thread may ask.</summary>
    Conversation Chat(int number);
}
